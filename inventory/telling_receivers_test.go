package inventory

import "testing"

func TestOneAddressIsOneReceiver(t *testing.T) {
	a := Addressees{
		Contacts: map[SchoolCode][]Contact{
			"179901": {{Name: "資訊組長", Mail: "It@179901.example", Lang: LangEn}, {Name: "代理人", Mail: "deputy@179901.example", Lang: LangEn}},
			"179902": {{Name: "資訊組長", Mail: "it@179901.example"}, {Name: "中心", Mail: "centre@city.example"}},
		},
		People: []Person{
			{Name: "wang", Mail: "wang@179903.example", Role: RoleCoordinator, Schools: []SchoolCode{"179903"}},
			{Name: "gone", Mail: "gone@179903.example", Role: RoleCoordinator, Schools: []SchoolCode{"179903"}, Disabled: tuesday},
			{Name: "auditor", Mail: "auditor@city.example", Role: RoleAuditor, Schools: []SchoolCode{"179903"}},
			{Name: "no address", Role: RoleCoordinator, Schools: []SchoolCode{"179903"}},
		},
		Centre: []string{"centre@city.example"}, CentreIs: "教網中心",
		Langs: map[string]string{"deputy@179901.example": LangZhTW, "wang@179903.example": LangEn},
	}
	got := map[string]Receiver{}
	for _, r := range a.Receivers(tuesday) {
		got[r.ID] = r
	}
	if len(got) != 4 {
		t.Fatalf("%d receivers: %v", len(got), got)
	}
	for mail, want := range map[string]string{"it@179901.example": LangEn, "deputy@179901.example": LangZhTW, "wang@179903.example": LangEn, "centre@city.example": ""} {
		if r := got["mail:"+mail]; r.Lang != want {
			t.Errorf("%s is written to in %q, want %q", mail, r.Lang, want)
		}
	}
	it := got["mail:it@179901.example"]
	if !it.Scope.Sees("179901") || !it.Scope.Sees("179902") || it.Scope.Sees("179903") {
		t.Errorf("the coordinator of two schools is told of %v", it.Scope.Schools())
	}
	if c := got["mail:centre@city.example"]; !c.Centre || !c.Scope.All() {
		t.Errorf("the centre is %+v", c)
	}
	if r := got["mail:wang@179903.example"]; r.Way() != WayMail || r.Address() != "wang@179903.example" {
		t.Errorf("reached by %q at %q", r.Way(), r.Address())
	}
}
