package simcity

import (
	"fmt"

	"rollcall/inventory"
)

// A profile is what a school has, before any device is described.
type profile struct {
	code    inventory.SchoolCode
	name    string
	prefix  string // of its switches' names
	x       int
	classes int
	grades  [2]int // first and last

	down, up float64 // Mbit/s

	core      string // keys of models
	units     int    // of a stacked core
	access    []string
	classroom int // 5-port switches

	aps, admin, lab, teaching       int
	phones, cameras, readers, boxes int
	sensor                          bool
	ipads, chromebooks              int

	credential string // of its core and access switches
	central    bool   // Wi-Fi goes through a controller
	lags       int    // access switches with two uplinks
	virtual    string // vrrp or hsrp: gateways have virtual addresses
	old        bool   // one 5-port switch speaks SNMPv1 only, one access switch knows no GETBULK
	kid        bool   // the last access switch is the kindergarten's
}

// demoProfiles are the six schools of the demo.
func demoProfiles() []profile {
	return []profile{
		{code: "179901", name: "海燕國小", prefix: "hy", x: 241, classes: 24, grades: [2]int{1, 6}, down: 500, up: 500,
			core: "dgs3620", units: 1, access: lineup(5, "dgs1510", 3, "gs1920"), classroom: 24, aps: 32, admin: 45,
			lab: 31, teaching: 24, phones: 30, cameras: 24, readers: 2, sensor: true, ipads: 200, chromebooks: 120,
			boxes: 24, credential: credV3},
		{code: "179902", name: "晴嵐國小", prefix: "ql", x: 242, classes: 12, grades: [2]int{1, 6}, down: 300, up: 300,
			core: "dgs3620", units: 1, access: lineup(4, "dgs1510"), classroom: 12, aps: 18, admin: 24, lab: 31,
			teaching: 12, phones: 14, cameras: 16, readers: 1, ipads: 110, chromebooks: 40, boxes: 12, credential: credV2, old: true},
		{code: "179903", name: "雨岬國中", prefix: "yj", x: 243, classes: 36, grades: [2]int{7, 9}, down: 500, up: 500,
			core: "dgs3630", units: 1, access: lineup(4, "dgs3130", 4, "dgs1510-52", 4, "ecs4120"), classroom: 36, aps: 52,
			admin: 70, lab: 62, teaching: 36, phones: 44, cameras: 40, readers: 3, sensor: true, ipads: 320,
			chromebooks: 260, boxes: 36, credential: credV2, lags: 1},
		{code: "179904", name: "白鷺高中", prefix: "bl", x: 244, classes: 48, grades: [2]int{7, 12}, down: 1000, up: 1000,
			core: "cx6300", units: 2, access: lineup(8, "a2930f", 8, "c9200l"), classroom: 48, aps: 74, admin: 95, lab: 93,
			teaching: 48, phones: 60, cameras: 48, readers: 4, ipads: 420, chromebooks: 300, boxes: 48,
			credential: credV2, central: true, lags: 8, virtual: "vrrp"},
		{code: "179905", name: "礁石國小", prefix: "js", x: 245, classes: 6, grades: [2]int{1, 6}, down: 100, up: 100,
			core: "dgs1510", units: 1, access: lineup(1, "gs1900", 1, "dgs1210"), classroom: 6, aps: 8, admin: 12, lab: 13,
			teaching: 6, phones: 6, cameras: 8, readers: 1, ipads: 60, boxes: 6, credential: credV2},
		{code: "179906", name: "觀星國小", prefix: "gx", x: 246, classes: 18, grades: [2]int{1, 6}, down: 300, up: 300,
			core: "dgs3620", units: 1, access: lineup(4, "dgs1510", 2, "dgs1510-52", 1, "dgs1210"), classroom: 20, aps: 26,
			admin: 34, lab: 31, teaching: 20, phones: 22, cameras: 24, readers: 2, sensor: true, ipads: 160,
			chromebooks: 60, boxes: 18, credential: credOld, kid: true},
	}
}

// lineup lists access switches: 5, "dgs1510" is five of them.
func lineup(counts ...any) []string {
	var out []string
	for i := 0; i < len(counts); i += 2 {
		for range counts[i].(int) {
			out = append(out, counts[i+1].(string))
		}
	}
	return out
}

// citySchools is how many schools the whole city has.
const citySchools = 54

// likes says after which demo school (by index) the further schools of the whole
// city are made, in turn: mostly small ones.
var likes = []int{1, 0, 4, 1, 5, 1, 2, 4, 0, 1, 5, 4}

// profiles returns the schools of a city: the demo's, and made-up ones like them.
func profiles(n int) []profile {
	demo := demoProfiles()
	if n <= len(demo) {
		return demo[:n]
	}
	out := demo
	for i := len(demo); i < n; i++ {
		out = append(out, demo[likes[i%len(likes)]].renamed(i+1))
	}
	return out
}

// renamed returns a school like p with a name, code and plan of its own.
func (p profile) renamed(number int) profile {
	first, second := []rune("東南西北青赤金銀"), []rune("浪嶼灣崎磯霞汐穹")
	level := string([]rune(p.name)[2:])
	i := number % len(first)
	j := (number / len(first)) % len(second)
	p.name = string(first[i]) + string(second[j]) + level
	p.code = inventory.SchoolCode(fmt.Sprintf("1799%02d", number))
	p.prefix = fmt.Sprintf("s%02d", number)
	p.x = 100 + number
	p.sensor, p.old = false, false
	if p.kid {
		p.kid, p.classroom, p.teaching, p.boxes = false, 18, 18, 18
		p.access = p.access[:6]
	}
	return p
}

// centre returns the education network centre, which is a school of its own.
func centre() profile {
	return profile{code: "179900", name: "教網中心", prefix: "nc", x: 240, down: 10000, up: 10000,
		core: "asr", units: 1, access: lineup(2, "dgs3130"), aps: 2, credential: credV2, virtual: "hsrp"}
}

// talking returns how many of the 5-port switches speak SNMP: 60 of the demo's 146.
func (p profile) talking() int { return (p.classroom*60 + 73) / 146 }
