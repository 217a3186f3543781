package web

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"slices"
	"sync"
	"time"

	"rollcall/inventory"
)

//go:embed templates/*.html
var templateFiles embed.FS

// pageNames lists the templates that stand between layout's head and foot.
func pageNames() []string {
	return []string{"city", "school", "switch", "port", "events", "device", "findings", "act", "finding", "rollout", "school_rollout", "shadow", "city_shadow", "baseline", "way", "plan", "plan_city", "health", "me", "search", "diagnose", "uplinks", "error", "setup", "sign_in", "link", "users", "user", "account", "issued", "contacts", "messages", "handover", "record", "city_lists", "school_lists", "list", "preview", "entry", "replace", "blocked", "blocked_ip"}
}

// A pageSet holds the pages in one language. A template that has run once cannot
// be copied any more, so those that copies are made of never run.
type pageSet struct{ pages, pristine map[string]*template.Template }

// parsedPages parses the templates once: they are part of the program.
var parsedPages = sync.OnceValue(parsePages)

func parsePages() map[Lang]*pageSet {
	sets := map[Lang]*pageSet{}
	for _, l := range []Lang{ZhTW, En} {
		set := &pageSet{pages: map[string]*template.Template{}, pristine: map[string]*template.Template{}}
		for _, name := range pageNames() {
			set.pristine[name] = template.Must(template.New(name).Funcs(pageFuncs(l)).ParseFS(templateFiles,
				"templates/layout.html", "templates/parts.html", "templates/people.html", "templates/blocked_parts.html", "templates/servers.html", "templates/"+name+".html"))
			set.pages[name] = template.Must(set.pristine[name].Clone())
		}
		sets[l] = set
	}
	return sets
}

// template returns a page; one about a time past leads on to that time.
func (s *pageSet) template(p sheet) (*template.Template, error) {
	if !p.past {
		return s.pages[p.name], nil
	}
	t, err := s.pristine[p.name].Clone()
	if err != nil {
		return nil, err
	}
	return t.Funcs(links{at: p.at}.funcs()), nil
}

// A sheet is one page on its way out.
type sheet struct {
	name   string
	status int
	body   any
	past   bool
	at     time.Time
}

// A layout is what every page shows around its body.
type layout struct {
	Lang      Lang
	OtherLang string // the address of the same page in the other language
	Other     Lang
	OtherName string
	Version   string
	City      *inventory.City
	Now       time.Time
	At        time.Time
	Past      bool // the page shows a time past
	Travel    bool // the page can show a time past
	Query     string
	Path      string
	Nav       []navItem
	Who       Identity // who looks at it; the zero one: nobody who has signed in
	Body      any
}

// page serves an answer to people.
func (s *server) page(name string, f answer) http.HandlerFunc {
	return s.inTurn(func(w http.ResponseWriter, r *http.Request) {
		if q, body, ok := s.answered(w, r, f); ok {
			s.writePage(w, r, sheet{name: name, status: http.StatusOK, body: body, past: q.past, at: q.at})
		}
	})
}

// writePage runs the template to its end before the first byte leaves, so that
// a page is whole or is an error.
func (s *server) writePage(w http.ResponseWriter, r *http.Request, p sheet) {
	l := chooseLang(r)
	now := s.Now().In(location(s.City()))
	if p.at.IsZero() {
		p.at = now
	}
	data := layout{Lang: l, OtherLang: otherLang(r, l), Other: other(l), OtherName: ownName(other(l)), Version: s.Version, City: s.City(), Now: now,
		At: p.at, Past: p.past, Travel: slices.Contains([]string{"city", "school", "switch", "port", "events", "device", "findings", "plan", "diagnose"}, p.name),
		Query: r.URL.Query().Get("q"), Path: r.URL.Path, Nav: s.navOf(r), Who: whoOf(r), Body: p.body}
	var page bytes.Buffer
	t, err := s.pages[l].template(p)
	if err == nil {
		err = t.ExecuteTemplate(&page, "layout", data)
	}
	if err != nil {
		s.Log.ErrorContext(r.Context(), "page not rendered", "page", p.name, "err", err)
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", string(l))
	w.WriteHeader(p.status)
	s.send(w, r, page.Bytes())
}
