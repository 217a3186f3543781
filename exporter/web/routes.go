package web

import (
	"net/http"
	"slices"
)

// A route is one line of the table: what is asked for, who may, and who answers.
type route struct {
	pattern string
	policy  Policy
	serve   http.HandlerFunc
	upload  bool   // its body may be a list, not only a form
	form    bool   // what about names as "name=" are the fields of a form
	about   string // one line for the API description; empty: not part of the API
}

// routes lists every route there is.
func (s *server) routes() []route {
	return slices.Concat(s.pageRoutes(), s.inboxRoutes(), s.rolloutRoutes(), s.wayRoutes(), s.listRoutes(), s.blockedRoutes(), s.setupRoutes(), s.signRoutes(), s.peopleRoutes(), s.peopleAPI(), s.messageRoutes(), s.replayRoutes(), s.apiRoutes(), s.machineRoutes())
}

func (s *server) pageRoutes() []route {
	return []route{
		{pattern: "GET /{$}", policy: reader(), serve: s.home},
		{pattern: "GET /schools/{code}", policy: reader(), serve: s.page("school", s.askSchool)},
		{pattern: "GET /schools/{code}/switches/{switch}", policy: reader(), serve: s.page("switch", s.askSwitch)},
		{pattern: "GET /schools/{code}/switches/{switch}/ports/{port...}", policy: reader(), serve: s.page("port", s.askPort)},
		{pattern: "GET /schools/{code}/switches/{switch}/events", policy: reader(), serve: s.page("events", s.askEvents)},
		{pattern: "GET /schools/{code}/devices/{mac}", policy: reader(), serve: s.page("device", s.askDevice)},
		{pattern: "GET /plan", policy: reader(), serve: s.plan},
		{pattern: "GET /me", policy: public(), serve: s.me},
		{pattern: "POST /me/help", policy: public(), serve: s.askHelp},
		{pattern: "GET /health", policy: centre(), serve: s.page("health", s.askHealth)},
		{pattern: "GET /schools/{code}/plan", policy: reader(), serve: s.page("plan", s.askPlan)},
		{pattern: "GET /search", policy: reader(), serve: s.inTurn(s.search)},
		{pattern: "GET /uplinks", policy: reader(), serve: s.page("uplinks", s.askUplinks)},
		{pattern: "GET /diagnose", policy: reader(), serve: s.page("diagnose", s.askDiagnose)},
		{pattern: "GET /exports/{file}", policy: exporter(), serve: s.download},
		{pattern: "GET /assets/{file}", policy: public(), serve: s.asset},
	}
}

func (s *server) apiRoutes() []route {
	return []route{
		{pattern: "GET /api/v1/city", policy: reader(), serve: s.asJSON(s.askCity),
			about: "Every school one may see, in one row each."},
		{pattern: "GET /api/v1/schools/{code}", policy: reader(), serve: s.asJSON(s.askSchool),
			about: "One school: switches, zones, what matters first, what cannot be seen."},
		{pattern: "GET /api/v1/schools/{code}/switches/{switch}", policy: reader(), serve: s.asJSON(s.askSwitch),
			about: "One switch: ports, devices, and how completely each table was read."},
		{pattern: "GET /api/v1/schools/{code}/switches/{switch}/ports/{port}", policy: reader(), serve: s.asJSON(s.askPort),
			about: "One port: what it is, and what it has been; the slashes of its name are written %2F; at=, from=."},
		{pattern: "GET /api/v1/schools/{code}/switches/{switch}/events", policy: reader(), serve: s.asJSON(s.askEvents),
			about: "What a switch said of itself, newest first; port=, kind=, from=, to=."},
		{pattern: "GET /api/v1/schools/{code}/devices/{mac}", policy: reader(), serve: s.asJSON(s.askDevice),
			about: "One device: where it is and was, and the lists it stands in."},
		{pattern: "GET /api/v1/plan", policy: reader(), serve: s.asJSON(s.askCityPlan),
			about: "The IP plan as written, and how much of it each school uses."},
		{pattern: "GET /api/v1/schools/{code}/plan", policy: reader(), serve: s.asJSON(s.askPlan),
			about: "A school's IP plan: who has which address of each zone, and what lies in the gaps; at=."},
		{pattern: "GET /api/v1/health", policy: centre(), serve: s.asJSON(s.askHealth),
			about: "rollcall itself: how completely schools are read, backups, what waits to be sent."},
		{pattern: "GET /api/v1/uplinks", policy: reader(), serve: s.asJSON(s.askUplinks),
			about: "How full circuits are in school hours, per direction, those that more speed would help first; at=."},
		{pattern: "GET /api/v1/find", policy: reader(), serve: s.asJSON(s.askFind),
			about: "Where a MAC, an address, a device name or a switch port is and was; q=, at=."},
		{pattern: "GET /api/v1/diagnose", policy: reader(), serve: s.asJSON(s.askDiagnose),
			about: "The handbook's steps for a symptom, one cause, one next step; flow=wired|wireless|school, ip=, mac=, ssid=, school=, at=."},
		{pattern: "GET /api/v1/whitelist/check", policy: reader(), serve: s.asJSON(s.askWhitelist),
			about: "Whether a MAC is listed, nearly listed, random or not listed; mac=, school=."},
		{pattern: "GET /api/v1/exports/{file}", policy: exporter(), serve: s.download,
			about: "A record as a file: {table}.{format}; school=, at= or from= and to=."},
		{pattern: "POST /api/v1/import/{kind}", policy: editor(), serve: s.importList, upload: true,
			about: "Takes in a list whose file is the body; school=, replace=, dry-run=. All or nothing."},
		{pattern: "GET /api/v1/backups", policy: centre(), serve: s.listBackups,
			about: "The backups beside the database, and the record of what was done with backups."},
		{pattern: "POST /api/v1/backups", policy: centre(), serve: s.makeBackup,
			about: "Makes a backup now and answers with its name and digest."},
		{pattern: "GET /api/v1/backups/{name}", policy: centre(), serve: s.sendBackup,
			about: "A backup as a file; with .sha256 behind its name, its digest."},
		{pattern: "POST /api/v1/backups/{name}/copied", policy: centre(), serve: s.copiedBackup,
			about: "Records that a backup was copied to another disk and verified there."},
		{pattern: "GET /api/v1/openapi.json", policy: public(), serve: s.openAPI},
	}
}

func (s *server) machineRoutes() []route {
	return []route{
		{pattern: "GET /metrics", policy: public(), serve: mounted(s.Metrics)},
		{pattern: "GET /metrics/switch", policy: machine(), serve: mounted(s.SwitchMetrics)},
		{pattern: "GET /sd/switches", policy: machine(), serve: s.discover},
		{pattern: "GET /-/healthy", policy: public(), serve: s.healthy},
		{pattern: "GET /-/ready", policy: public(), serve: s.ready},
		{pattern: "POST /-/reload", policy: machine(), serve: s.reload},
	}
}
