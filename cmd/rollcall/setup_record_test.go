package main

import (
	"context"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/exporter/web"
	"rollcall/inventory/store"
)

// TestSetupIsOnRecord wants each file that a step writes on the record, and nothing of a
// step that was not taken.
func TestSetupIsOnRecord(t *testing.T) {
	k, at := testDesk(t)
	var got []store.Event
	k.record = func(_ context.Context, e store.Event) error { got = append(got, e); return nil }
	for _, form := range []url.Values{{"city": {""}, "plan": {"none"}}, {"city": {"示範市"}, "plan": {"none"}}} {
		if err := k.take(t.Context(), person("chen"), web.StepCity, form); err != nil {
			t.Fatal(err)
		}
	}
	want := []store.Event{{At: *at, Actor: "chen", Subject: "city.yaml", Detail: web.StepCity}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("on record (-want +got):\n%s", diff)
	}
}
