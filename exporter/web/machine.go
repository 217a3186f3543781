package web

import (
	"fmt"
	"net/http"
)

// mounted serves a handler that was handed in, or says that there is none.
func mounted(h http.Handler) http.HandlerFunc {
	if h != nil {
		return h.ServeHTTP
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "no daemon is running, so there is nothing to measure", http.StatusServiceUnavailable)
	}
}

// healthy says that the process answers; it looks at nothing else.
func (s *server) healthy(w http.ResponseWriter, r *http.Request) {
	s.writeText(w, r, http.StatusOK, "ok")
}

// ready says whether what is shown can be relied on.
func (s *server) ready(w http.ResponseWriter, r *http.Request) {
	if s.Ready != nil {
		if err := s.Ready(r.Context()); err != nil {
			s.writeText(w, r, http.StatusServiceUnavailable, err.Error())
			return
		}
	}
	s.writeText(w, r, http.StatusOK, "ready")
}

// reload reads the configuration again; what was in force stays if it is bad.
func (s *server) reload(w http.ResponseWriter, r *http.Request) {
	if s.Reload == nil {
		s.writeText(w, r, http.StatusServiceUnavailable, "此處不能重新讀取設定，請重新啟動 rollcall。 The configuration cannot be read again here; start rollcall again.")
		return
	}
	if err := s.Reload(r.Context()); err != nil {
		s.writeText(w, r, http.StatusUnprocessableEntity, "the configuration was not taken over: "+err.Error())
		return
	}
	s.writeText(w, r, http.StatusOK, "reloaded")
}

func (s *server) writeText(w http.ResponseWriter, r *http.Request, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	s.send(w, r, fmt.Appendln(nil, text))
}

// A targetGroup is one entry of Prometheus' http_sd.
type targetGroup struct {
	Targets []string          `json:"targets"`
	Labels  map[string]string `json:"labels"`
}

// discover lists the switches for Prometheus (http_sd): each is scraped here,
// at /metrics/switch?target=, from the last poll.
func (s *server) discover(w http.ResponseWriter, r *http.Request) {
	groups := []targetGroup{}
	for _, school := range s.City().Schools {
		for _, sw := range school.Switches {
			groups = append(groups, targetGroup{Targets: []string{r.Host}, Labels: map[string]string{
				"__metrics_path__": "/metrics/switch", "__param_target": string(sw.ID),
				"school": string(school.Code), "switch": string(sw.ID),
			}})
		}
	}
	s.writeJSON(w, r, http.StatusOK, groups)
}
