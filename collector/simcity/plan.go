package simcity

import (
	"fmt"
	"net/netip"
	"time"

	"rollcall/inventory"
)

// zones are the city's IP plan: the handbook's, and three of the demo's own.
// Each gateway is the demo's, and so are VLANs.
func zones() []inventory.Zone {
	demo := func(z inventory.Zone) inventory.Zone { z.Source = "demo"; return z }
	return []inventory.Zone{
		{ID: "admin", Expr: "10.X.10.1-239", Name: "有線網路行政", VLAN: vlanAdmin, DHCP: "forbidden", Medium: "wired"},
		{ID: "card", Expr: "10.X.10.240-245", Name: "全誼卡機", VLAN: vlanAdmin,
			DHCP: "manual", Classes: []string{inventory.ClassCardReader}},
		{ID: "city_shared", Expr: "10.X.10.246-251", Name: "全市共通設備保留IP", VLAN: vlanAdmin,
			DHCP: "manual", Classes: []string{inventory.ClassCityShared}},
		{ID: "quake_pc", Expr: "10.X.10.252", Name: "地震警報PC", VLAN: vlanAdmin,
			DHCP: "manual", Classes: []string{inventory.ClassQuakePC}, MustBePresent: true},
		{ID: "quake_sensor", Expr: "10.X.10.253", Name: "地震監測設備", VLAN: vlanAdmin,
			DHCP: "manual", Classes: []string{inventory.ClassQuakeSensor}, OnlyIf: "quake_sensor"},
		{ID: "lab", Expr: "10.X.20.254/24", Name: "電腦教室網段", VLAN: vlanLab, DHCP: "forbidden", Medium: "wired"},
		{ID: "phone", Expr: "10.X.25.1-100", Name: "網路話機", VLAN: vlanPhone,
			DHCP: "unspecified", Classes: []string{inventory.ClassPhone}, ExternalService: "none_declared"},
		{ID: "camera", Expr: "10.X.25.101-150", Name: "監視器", VLAN: vlanPhone,
			DHCP: "unspecified", Classes: []string{inventory.ClassCamera}, ExternalService: "none_declared"},
		{ID: "teaching", Expr: "10.X.30.254/24", Name: "教學網段", VLAN: vlanTeaching, DHCP: "forbidden", Medium: "wired"},
		{ID: "kl_mobile", Expr: "10.X.208.0-212.254", Name: "MAC認證", VLAN: vlanMobile,
			DHCP: "unspecified", SSID: "KL-mobile", Auth: "mac", Unknown: "alert", Prefix: "10.X.208.0/21", Gateway: "10.X.208.254", Pool: "10.X.208.1-212.250"},
		{ID: "kl_roam", Expr: "10.X.220.254/24", Name: "captive portal", VLAN: vlanRoam,
			DHCP: "unspecified", SSID: "KL-roam", Auth: "captive", Unknown: "ignore", Pool: "10.X.220.1-250"},
		{ID: "eduroam", Expr: "10.X.230.254/24", Name: "802.1X", VLAN: vlanEduroam,
			DHCP: "unspecified", SSID: "eduroam", Auth: "dot1x", Unknown: "ignore", Pool: "10.X.230.1-250"},
		demo(inventory.Zone{ID: "smart_box", Expr: "10.X.34.254/24", Name: "智慧盒", VLAN: vlanBox,
			DHCP: "unspecified", Classes: []string{inventory.ClassSmartBox, inventory.ClassProjector}, Pool: "10.X.34.1-200"}),
		demo(inventory.Zone{ID: "mgmt", Expr: "10.X.254.254/24", Name: "設備管理", VLAN: vlanMgmt,
			DHCP: "forbidden", Classes: []string{inventory.ClassSwitch, inventory.ClassAP}}),
	}
}

// Inventory returns the city as a checked configuration has it, for tests that
// need no files.
func (c *City) Inventory() inventory.City {
	city := inventory.City{Name: cityName, Location: time.FixedZone("Asia/Taipei", 8*3600), QuakeSensors: c.sensors(),
		Plan: inventory.Plan{Zones: zones()}, Thresholds: inventory.Thresholds{EdgePortMACs: 4, StaleMAC: 180 * 24 * time.Hour, DownAfter: 3}}
	for _, s := range c.Schools {
		city.Schools = append(city.Schools, c.school(s))
	}
	return city
}

// cityName is the invented city.
const cityName = "示範市教育網路中心"

// sensors counts the schools with a seismic sensor.
func (c *City) sensors() int {
	n := 0
	for _, s := range c.Schools {
		if s.profile.sensor {
			n++
		}
	}
	return n
}

// school returns one school as configured.
func (c *City) school(s *School) inventory.School {
	p := s.profile
	out := inventory.School{Code: s.Code, Name: s.Name, Kind: s.Kind, Vars: map[string]int{"X": s.X}, ClassCount: p.classes,
		QuakeSensor: p.sensor, PublicIPMigration: "done", Enforcement: "reject", APMode: p.apMode(), DownMbps: p.down, UpMbps: p.up, Gateway: s.Core.Agent}
	if s.Kind == inventory.KindSchool {
		out.Contacts = []inventory.Contact{{Name: "資訊組長", Mail: fmt.Sprintf("it@%s.example", s.Code)},
			{Name: "代理人", Mail: fmt.Sprintf("deputy@%s.example", s.Code)}}
	}
	for _, sw := range s.Switches {
		if sw.Configured {
			out.Switches = append(out.Switches, inventory.Switch{ID: sw.ID, School: s.Code, Role: sw.Role,
				Address: netip.AddrPortFrom(sw.Agent, c.port), Credentials: []string{sw.Credential}, Place: sw.Room})
		}
	}
	c.circuits(&out, s)
	return out
}

func (p profile) apMode() string {
	if p.central {
		return "central"
	}
	return "local"
}
