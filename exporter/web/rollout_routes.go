package web

// rolloutRoutes are those of the rollout, of the shadow report, and of the baseline.
func (s *server) rolloutRoutes() []route {
	return []route{
		{pattern: "GET /rollout", policy: centre(), serve: s.page("rollout", s.askRollout)},
		{pattern: "POST /rollout", policy: centre(), serve: s.setRollout},
		{pattern: "GET /schools/{code}/rollout", policy: reader(), serve: s.page("school_rollout", s.askSchoolRollout)},
		{pattern: "GET /shadow", policy: centre(), serve: s.page("city_shadow", s.askCityShadow)},
		{pattern: "GET /schools/{code}/shadow", policy: reader(), serve: s.page("shadow", s.askShadow)},
		{pattern: "GET /schools/{code}/shadow/{file}", policy: reader(), serve: s.shadowFile},
		{pattern: "GET /schools/{code}/baseline", policy: reader(), serve: s.page("baseline", s.askBaseline)},
		{pattern: "POST /schools/{code}/baseline", policy: editor(), serve: s.takeBaseline},
		{pattern: "GET /api/v1/rollout", policy: reader(), serve: s.asJSON(s.askRollout),
			about: "How far every school is that one may see: in shadow or live, and which kinds are told."},
		{pattern: "POST /api/v1/rollout", policy: centre(), serve: s.setRolloutJSON, form: true,
			about: "Decides how far schools are; a form with school= (several), live=on|shadow, and kind.NAME set to on, shadow or default."},
		{pattern: "GET /api/v1/schools/{code}/rollout", policy: reader(), serve: s.asJSON(s.askSchoolRollout),
			about: "How far one school is, kind by kind, and every decision on it."},
		{pattern: "GET /api/v1/shadow", policy: reader(), serve: s.asJSON(s.askCityShadow),
			about: "What would have been sent about every school that one may see; from=, to=, all=1 as if every kind were on."},
		{pattern: "GET /api/v1/schools/{code}/shadow", policy: reader(), serve: s.asJSON(s.askShadow),
			about: "What would have been sent about one school: by kind, day and receiver, and each message; from=, to=, all=1."},
		{pattern: "GET /api/v1/schools/{code}/baseline", policy: reader(), serve: s.asJSON(s.askBaseline),
			about: "What a baseline of a school would be, what is left out and why, and those taken before; hours=."},
	}
}
