package web

import (
	"fmt"
	"html/template"
	"net/url"
	"time"

	"rollcall/exporter/audit"
	"rollcall/inventory"
)

// links are the addresses that pages lead to. On a page about a time past they
// all lead to that time.
type links struct{ at time.Time }

func (l links) funcs() template.FuncMap {
	return template.FuncMap{"homeURL": l.home, "schoolURL": l.school, "findingsURL": l.findings, "findingURL": l.finding, "switchURL": l.sw,
		"deviceURL": l.device, "portURL": l.port, "planURL": l.plan, "eventsURL": l.events, "exportURL": l.export}
}

// then adds the moment to an address without a query.
func (l links) then(path string) string {
	if l.at.IsZero() {
		return path
	}
	return path + "?at=" + url.QueryEscape(l.at.In(taipei).Format(time.RFC3339))
}

func schoolPath(code inventory.SchoolCode) string { return "/schools/" + url.PathEscape(string(code)) }

func switchPath(code inventory.SchoolCode, sw inventory.SwitchID) string {
	return schoolPath(code) + "/switches/" + url.PathEscape(string(sw))
}

func (l links) home() string { return l.then("/") }

func (l links) school(code inventory.SchoolCode) string { return l.then(schoolPath(code)) }

func (l links) findings(code inventory.SchoolCode) string {
	return l.then(schoolPath(code) + "/findings")
}

func (l links) finding(code inventory.SchoolCode, id int64) string {
	return l.then(findingPath(code, id))
}

func (l links) sw(code inventory.SchoolCode, sw inventory.SwitchID) string {
	return l.then(switchPath(code, sw))
}

func (l links) device(code inventory.SchoolCode, mac any) string {
	return l.then(schoolPath(code) + "/devices/" + url.PathEscape(fmt.Sprint(mac)))
}

func (l links) events(code inventory.SchoolCode, sw inventory.SwitchID) string {
	return l.then(switchPath(code, sw) + "/events")
}

// port leads to the page of a port. Names of ports have slashes.
func (l links) port(code inventory.SchoolCode, sw inventory.SwitchID, port string) string {
	return l.then(switchPath(code, sw) + "/ports/" + url.PathEscape(port))
}

// export leads to the file of a record; from is the beginning of its window, or empty.
func (l links) export(table audit.Table, format audit.Format, code inventory.SchoolCode, from string) string {
	query := url.Values{"school": {string(code)}}
	if from != "" {
		query.Set("from", from)
	} else if !l.at.IsZero() {
		query.Set("at", l.at.In(taipei).Format(time.RFC3339))
	}
	return "/exports/" + string(table) + "." + string(format) + "?" + query.Encode()
}

// plan leads to the IP plan of a school.
func (l links) plan(code inventory.SchoolCode) string { return l.then(schoolPath(code) + "/plan") }
