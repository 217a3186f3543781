package web

// inboxRoutes are those of findings.
func (s *server) inboxRoutes() []route {
	return []route{
		{pattern: "GET /findings", policy: reader(), serve: s.page("findings", s.askCityFindings)},
		{pattern: "GET /schools/{code}/findings", policy: reader(), serve: s.page("findings", s.askFindings)},
		{pattern: "GET /findings/act", policy: judge(), serve: s.page("act", s.askAct)},
		{pattern: "POST /findings/act", policy: judge(), serve: s.act},
		{pattern: "GET /schools/{code}/findings/{id}", policy: reader(), serve: s.page("finding", s.askFinding)},
		{pattern: "POST /schools/{code}/findings/{id}", policy: judge(), serve: s.actFinding},
		{pattern: "GET /api/v1/findings", policy: reader(), serve: s.asJSON(s.askCityFindings),
			about: "Findings of every school one may see; school=, and as for one school."},
		{pattern: "POST /api/v1/findings", policy: judge(), serve: s.actJSON, form: true,
			about: "Says a word on findings, on all or none; a form with do=ack|accept|dismiss|open|enlist, id= (several), note=, until=."},
		{pattern: "GET /api/v1/schools/{code}/findings", policy: reader(), serve: s.asJSON(s.askFindings),
			about: "Findings of a school; state=open|acknowledged|accepted|dismissed|lasting|resolved|all, kind=, severity=, stage=on|shadow, text=."},
		{pattern: "GET /api/v1/schools/{code}/findings/{id}", policy: reader(), serve: s.asJSON(s.askFinding),
			about: "One finding: where, evidence, what it rests on, what people said, what is folded into it."},
		{pattern: "POST /api/v1/schools/{code}/findings/{id}", policy: judge(), serve: s.actFindingJSON, form: true,
			about: "Says a word on one finding, as for several; do=ack|accept|dismiss|open, note=, until=; listed looks whether its device is listed by now."},
	}
}
