package store

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"rollcall/inventory"
)

func TestHelpIsAskedForSeldom(t *testing.T) {
	db := open(t)
	ask := func(minute int, actor string, school inventory.SchoolCode) error {
		return db.AskForHelp(t.Context(), Event{At: at(0).Add(time.Duration(minute) * time.Minute), Actor: actor, School: school, Subject: "x"})
	}
	for _, tt := range []struct {
		minute int
		actor  string
		school inventory.SchoolCode
		want   error
	}{
		{0, "10.1.10.5", north, nil},
		{9, "10.1.10.5", north, ErrTooOften},
		{9, "10.1.10.6", north, nil},
		{11, "10.1.10.5", north, nil},
	} {
		if err := ask(tt.minute, tt.actor, tt.school); !errors.Is(err, tt.want) {
			t.Errorf("%s asking in minute %d: %v, want %v", tt.actor, tt.minute, err, tt.want)
		}
	}
	for i := range helpMost {
		_ = ask(20, fmt.Sprint("10.1.10.", 10+i), north)
	}
	if err := ask(21, "10.1.10.250", north); !errors.Is(err, ErrTooOften) {
		t.Errorf("a school that asks all the time: %v", err)
	}
	if err := ask(21, "10.2.10.5", south); err != nil {
		t.Errorf("another school: %v", err)
	}
	all, err := db.Events(t.Context(), inventory.OnlySchools(north), EventQuery{Action: ActionHelp})
	if err != nil || len(all) != helpMost || all[0].School != north {
		t.Errorf("%d events, %v, want %d", len(all), err, helpMost)
	}
}
