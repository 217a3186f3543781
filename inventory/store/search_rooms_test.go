package store

import (
	"testing"

	"rollcall/inventory"
)

func TestSearchRooms(t *testing.T) {
	db, by := open(t), Import{At: at(0), Actor: "x"}
	if _, err := db.ImportRooms(t.Context(), by, []inventory.Room{{School: north, Name: "三年二班", Switch: "n-1", Port: "p1", Outlet: "A-12"},
		{School: north, Name: `<"音樂"教室>`}}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.ImportPortRecords(t.Context(), by, []inventory.PortRecord{{School: south, Switch: "s-1", Port: "p2", Zone: "10", Outlet: "三年二班", Note: "A-12"}}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		part  string
		scope inventory.Scope
		want  []string
	}{
		{"三年", inventory.AllSchools(), []string{"n-1 p1", "s-1 p2"}},
		{"三年", inventory.OnlySchools(north), []string{"n-1 p1"}},
		{"三年", inventory.Scope{}, nil},
		{"a-12", inventory.AllSchools(), []string{"n-1 p1"}}, // the other one's is a note
		{`<"音樂"`, inventory.AllSchools(), []string{" "}},
		{"A%", inventory.AllSchools(), nil},
	} {
		rooms, err := db.SearchRooms(t.Context(), tt.scope, tt.part, at(1))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range rooms {
			got = append(got, string(r.Switch)+" "+r.Port)
		}
		if diff := like(tt.want, got); diff != "" {
			t.Errorf("rooms with %q (-want +got):\n%s", tt.part, diff)
		}
	}
	if rooms, err := db.SearchRooms(t.Context(), inventory.AllSchools(), "三年", at(-1)); err != nil || len(rooms) != 0 {
		t.Errorf("before they were listed: %v, %v", rooms, err)
	}
}
