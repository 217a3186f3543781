package web

// rolloutRoutes are those of the rollout, of the shadow report, and of the baseline.
func (s *server) rolloutRoutes() []route {
	return []route{
		{pattern: "GET /rollout", policy: centre(), serve: s.page("rollout", s.askRollout)},
		{pattern: "POST /rollout", policy: centre(), serve: s.setRollout},
		{pattern: "GET /schools/{code}/rollout", policy: reader(), serve: s.page("school_rollout", s.askSchoolRollout)},
		{pattern: "GET /api/v1/rollout", policy: reader(), serve: s.asJSON(s.askRollout),
			about: "How far every school is that one may see: in shadow or live, and which kinds are told."},
		{pattern: "POST /api/v1/rollout", policy: centre(), serve: s.setRolloutJSON, form: true,
			about: "Decides how far schools are; a form with school= (several), live=on|shadow, kind.NAME=on|shadow|default."},
		{pattern: "GET /api/v1/schools/{code}/rollout", policy: reader(), serve: s.asJSON(s.askSchoolRollout),
			about: "How far one school is, kind by kind, and every decision on it."},
	}
}
