package inventory

import (
	"testing"
	"time"
)

func TestWhatAPersonSees(t *testing.T) {
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name       string
		p          Person
		own, other bool
	}{
		{"nobody", Person{}, false, false},
		{"a role that does not exist", Person{Role: "admin", Schools: []SchoolCode{"179901"}}, false, false},
		{"the centre", Person{Role: RoleCentre}, true, true},
		{"a coordinator", Person{Role: RoleCoordinator, Schools: []SchoolCode{"179901"}}, true, false},
		{"a coordinator without a school", Person{Role: RoleCoordinator}, false, false},
		{"an auditor", Person{Role: RoleAuditor, Schools: []SchoolCode{"179901"}, Expires: at.Add(time.Second)}, true, false},
		{"an auditor whose time is over", Person{Role: RoleAuditor, Schools: []SchoolCode{"179901"}, Expires: at}, false, false},
		{"somebody disabled", Person{Role: RoleCentre, Disabled: at.Add(-time.Hour)}, false, false},
	} {
		s := tt.p.Scope(at)
		if s.Sees("179901") != tt.own || s.Sees("179902") != tt.other {
			t.Errorf("%s: sees own %v, other %v; want %v, %v", tt.name, s.Sees("179901"), s.Sees("179902"), tt.own, tt.other)
		}
	}
}

func TestWhatARoleMay(t *testing.T) {
	for role, want := range map[Role]string{
		"": "", "admin": "", RoleCentre: "read export ack edit_lists manage ",
		RoleCoordinator: "read export ack edit_lists ", RoleAuditor: "read export ",
	} {
		got := ""
		for _, right := range []Right{RightRead, RightExport, RightAct, RightEdit, RightManage} {
			if role.May(right) {
				got += string(right) + " "
			}
		}
		if got != want {
			t.Errorf("%q may %q, want %q", role, got, want)
		}
	}
}

func TestPersonNames(t *testing.T) {
	for text, want := range map[string]string{
		"chen": "chen", "  王 小明 ": "王 小明", "it@179901.example": "it@179901.example",
		"": "", "   ": "", "a/b": "", `a\b`: "", ".": "", "..": "", "a\x00b": "", "a\u202eb": "", "a\xffb": "",
		"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五": "",
	} {
		name, ok := PersonName(text)
		if !ok {
			name = ""
		}
		if name != want {
			t.Errorf("PersonName(%q) = %q, want %q", text, name, want)
		}
	}
}

func TestPassesRunOut(t *testing.T) {
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		p    Pass
		want bool
	}{
		"no end":       {Pass{Kind: PassToken}, true},
		"before it":    {Pass{Kind: PassLink, Expires: at.Add(time.Second)}, true},
		"at its end":   {Pass{Kind: PassLink, Expires: at}, false},
		"a used link":  {Pass{Kind: PassLink, Used: at}, false},
		"a used first": {Pass{Kind: PassFirst, Used: at}, false},
		"a used token": {Pass{Kind: PassToken, Used: at}, true},
	} {
		if got := tt.p.Valid(at); got != tt.want {
			t.Errorf("%s: valid %v, want %v", name, got, tt.want)
		}
	}
}
