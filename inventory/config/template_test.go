package config_test

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"testing"

	"rollcall/inventory"
	"rollcall/inventory/config"
)

// A city can begin with any of the plans, and has no warning of it.
func TestTemplatesAreGoodConfigurations(t *testing.T) {
	zones := map[string]int{"keelung": 12, "new-taipei": 0}
	if got := config.Templates(); !slices.Equal(got, []string{"keelung", "new-taipei"}) {
		t.Errorf("templates %q", got)
	}
	for _, name := range config.Templates() {
		text, err := config.Template(name)
		if err != nil {
			t.Fatal(err)
		}
		main := filepath.Join(t.TempDir(), "rollcall.yaml")
		if err := config.SavePart(main, []byte("version: 1\n")); err != nil {
			t.Fatal(err)
		}
		school := config.WriteSchool(nil, inventory.School{Code: "179901", Name: "海燕國小", Vars: map[string]int{"X": 241}})
		c, problems := config.LoadWith(main, map[string][]byte{
			config.PartPath(main, "city.yaml"): append(config.WriteCity(nil, "示範市"), text...), config.PartPath(main, "school.yaml"): school})
		if len(problems) > 0 || len(c.City.Plan.Zones) != zones[name] || c.City.Name != "示範市" {
			t.Errorf("%s: %v, %d zones, city %q", name, problems, len(c.City.Plan.Zones), c.City.Name)
		}
	}
	if _, err := config.Template("../bad"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a template outside: %v", err)
	}
}

// TestKeelungsPlanIsTheHandbooks asks the plan for what the handbook says.
func TestKeelungsPlanIsTheHandbooks(t *testing.T) {
	main := filepath.Join(t.TempDir(), "rollcall.yaml")
	text, err := config.Template("keelung")
	if err != nil {
		t.Fatal(err)
	}
	if err := config.SavePart(main, append([]byte("version: 1\n"), text...)); err != nil {
		t.Fatal(err)
	}
	c, problems := config.Load(main)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var sketch []string
	full, _ := config.Load("testdata/sketch.yaml")
	for _, z := range full.City.Plan.Zones {
		if z.Source != "demo" {
			sketch = append(sketch, z.ID+" "+z.Expr+" "+z.DHCP+" "+z.Auth)
		}
	}
	var plan []string
	for _, z := range c.City.Plan.Zones {
		plan = append(plan, z.ID+" "+z.Expr+" "+z.DHCP+" "+z.Auth)
	}
	if !slices.Equal(plan, sketch) {
		t.Errorf("the template has\n%q, the handbook\n%q", plan, sketch)
	}
}
