package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall/inventory"
)

func TestRestrictedBrands(t *testing.T) {
	camera := inventory.MAC{0x44, 0x19, 0xb6, 0, 0x53, 1} // a maker of the list that comes with rollcall
	phone := inventory.MAC{0x80, 0x5e, 0xc0, 0, 0x53, 1}  // one of a list of somebody's own
	for name, tt := range map[string]struct {
		file          string
		camera, phone bool
		wrong         string
	}{
		"none is named":  {camera: true},
		"one's own":      {file: "\ufeffbrand,vendor,date,source\n# 註解\nYealink,yealink,2026-12-01,https://example.org/list\n", phone: true},
		"nobody":         {file: "brand,vendor,date,source\n"},
		"another head":   {file: "廠牌,廠商\nx,y\n", camera: true, wrong: "wrong number of fields"},
		"without maker":  {file: "brand,vendor,date,source\nX,,2026-12-01,\n", camera: true, wrong: "must say something"},
		"columns differ": {file: "brand,date,vendor,source\nX,y,2026-12-01,\n", camera: true, wrong: "first line"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			text := "version: 1\nschools: []\n"
			if tt.file != "" {
				text += "restricted_brands: brands.csv\n"
				if err := os.WriteFile(filepath.Join(dir, "brands.csv"), []byte(tt.file), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			path := filepath.Join(dir, "rollcall.yaml")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			c, problems := Load(path)
			told := problems.Error()
			if tt.wrong != "" {
				if !strings.Contains(told, tt.wrong) || !strings.Contains(told, "brands.csv") {
					t.Errorf("said %q, want %q", told, tt.wrong)
				}
				return
			}
			if c == nil {
				t.Fatal(told)
			}
			_, isCamera := c.City.Brands.Of(camera)
			_, isPhone := c.City.Brands.Of(phone)
			if isCamera != tt.camera || isPhone != tt.phone {
				t.Errorf("camera %v, phone %v, want %v and %v", isCamera, isPhone, tt.camera, tt.phone)
			}
		})
	}
}
