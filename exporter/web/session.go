package web

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// How long a session lasts. Both are counted by a clock that cannot be set, as
// long as the process runs: a wrong wall clock ends no session and keeps none.
const (
	sessionIdle = 12 * time.Hour     // without a request
	sessionLife = 7 * 24 * time.Hour // in all
)

const (
	rightsLife   = time.Second     // how long what the store said of somebody is believed
	touchEvery   = 5 * time.Minute // the store hears so often that a pass is in use
	clockSlack   = 2 * time.Hour   // a session may have been made so far in the future: the clock was set back
	mostEntries  = 10_000          // what is remembered of passes is forgotten beyond so many
	recheckOften = 2 * time.Second // see gate.recheck
)

// A gate says whose a session or a token is, and what that one may do now.
type gate struct {
	db     *store.DB
	log    *slog.Logger
	now    func() time.Time
	steady func() time.Duration // since a fixed moment, by a clock that cannot be set

	recheck time.Duration // a request that lasts is looked at so often: may they still?

	mu    sync.Mutex
	cache map[shown]entry
	lives map[int64]life // by Pass.ID
}

// A shown secret is what a request brings.
type shown struct {
	kind   inventory.PassKind
	secret string
}

// An entry is what the store said of a secret.
type entry struct {
	pass    inventory.Pass
	who     inventory.Person
	version int64
	read    time.Duration
}

// A life is how far a session is, by the steady clock.
type life struct{ born, seen, written time.Duration }

func newGate(o Options) *gate {
	g := &gate{db: o.DB, log: o.Log, now: o.Now, steady: o.Steady, recheck: recheckOften, cache: map[shown]entry{}, lives: map[int64]life{}}
	if g.steady == nil {
		start := time.Now()
		g.steady = func() time.Duration { return time.Since(start) }
	}
	return g
}

// admit says who showed a secret; known is false where nobody may be let in with
// it now.
func (g *gate) admit(ctx context.Context, kind inventory.PassKind, secret string) (who Identity, known bool, err error) {
	pass, p, err := g.lookup(ctx, shown{kind, secret})
	if errors.Is(err, fs.ErrNotExist) {
		return who, false, nil
	}
	at := g.now()
	if err != nil || !p.Active(at) || !pass.Valid(at) || !g.alive(pass, at) {
		return who, false, err
	}
	return Identity{Actor: p.Name, Role: p.Role, Scope: p.Scope(at), Person: p.ID, pass: pass}, true, nil
}

// lookup asks the store, unless it did a moment ago and nothing has changed.
func (g *gate) lookup(ctx context.Context, key shown) (inventory.Pass, inventory.Person, error) {
	version, at := g.db.PeopleVersion(), g.steady()
	g.mu.Lock()
	e, ok := g.cache[key]
	g.mu.Unlock()
	if ok && e.version == version && at-e.read < rightsLife {
		return e.pass, e.who, nil
	}
	pass, p, err := g.db.Pass(ctx, key.kind, key.secret)
	g.mu.Lock()
	defer g.mu.Unlock()
	if err != nil {
		delete(g.cache, key)
		return pass, p, err
	}
	if len(g.cache) >= mostEntries {
		clear(g.cache)
	}
	g.cache[key] = entry{pass, p, version, at}
	return pass, p, nil
}

// alive says whether a session has neither lasted nor rested too long, and notes
// that a pass is in use.
func (g *gate) alive(p inventory.Pass, at time.Time) bool {
	g.mu.Lock()
	steady := g.steady()
	l, known := g.lives[p.ID]
	if !known {
		if p.Made.After(at.Add(clockSlack)) && p.Kind == inventory.PassSession {
			g.mu.Unlock()
			return false // one cannot know its age until the clock is right again
		}
		l = firstSeen(p, at, steady)
	}
	ended := p.Kind == inventory.PassSession && (steady-l.born >= sessionLife || steady-l.seen >= sessionIdle)
	touch := !ended && (!known || steady-l.written >= touchEvery)
	if !ended {
		l.seen = steady
	}
	if touch {
		l.written = steady
	}
	if len(g.lives) >= mostEntries {
		clear(g.lives)
	}
	g.lives[p.ID] = l
	g.mu.Unlock()
	if touch {
		g.touch(p.ID, at)
	}
	return !ended
}

// firstSeen takes the age of a pass from the wall clock, as the only one that
// outlasts the process.
func firstSeen(p inventory.Pass, at time.Time, steady time.Duration) life {
	used := p.Used
	if used.Before(p.Made) {
		used = p.Made
	}
	return life{born: steady - max(0, at.Sub(p.Made)), seen: steady - max(0, at.Sub(used))}
}

func (g *gate) touch(pass int64, at time.Time) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := g.db.TouchPass(ctx, pass, at); err != nil {
		g.log.Warn("the use of a session was not noted", "err", err)
	}
}

// forget ends a session for this process at once.
func (g *gate) forget(pass int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.lives, pass)
}

// errWithdrawn ends the request of somebody whose rights were taken away meanwhile.
var errWithdrawn = errors.New("the right to this was withdrawn")

// whileAllowed runs a handler for as long as a policy admits who asked, with as
// much as at the beginning. Then its context ends and nothing more of its answer
// leaves; the connection is broken, so that half an answer is not taken for a
// whole one.
func (s *server) whileAllowed(p Policy, who Identity, serve http.HandlerFunc) http.HandlerFunc {
	if who.pass.ID == 0 {
		return serve
	}
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, end := context.WithCancelCause(r.Context())
		var mu sync.Mutex // has the end wait for a look that is going on
		var timer *time.Timer
		look := func() {
			mu.Lock()
			defer mu.Unlock()
			switch {
			case ctx.Err() != nil:
			case s.still(p, who, r):
				timer.Reset(s.gate.recheck)
			default:
				end(errWithdrawn)
				_ = http.NewResponseController(w).SetWriteDeadline(time.Now())
			}
		}
		mu.Lock()
		timer = time.AfterFunc(s.gate.recheck, look)
		mu.Unlock()
		defer func() { timer.Stop(); mu.Lock(); end(nil); mu.Unlock() }()
		serve(w, r.WithContext(ctx))
		if errors.Is(context.Cause(ctx), errWithdrawn) {
			s.Log.InfoContext(ctx, "request ended: its right was withdrawn", "name", who.Actor, "path", r.URL.Path)
			panic(http.ErrAbortHandler)
		}
	}
}

// still says whether a policy admits whoever made a request as it did before.
// Where the store does not answer, nothing has changed.
func (s *server) still(p Policy, before Identity, r *http.Request) bool {
	who, known, err := s.identify(r)
	if err != nil {
		return true
	}
	now, err := p.apply(r, who, known)
	return err == nil && now.Role == before.Role && covers(now.Scope, before.Scope)
}

// covers says whether a scope has everything that another one had.
func covers(now, before inventory.Scope) bool {
	if now.All() || before.All() {
		return now.All()
	}
	for _, code := range before.Schools() {
		if !now.Sees(code) {
			return false
		}
	}
	return true
}

// The names of the session cookie. The prefix has browsers take it from this host
// alone, over TLS alone (RFC 6265bis, 4.1.3.2).
const (
	secureCookie = "__Host-rollcall"
	plainCookie  = "rollcall_session"
)

// secure says whether people reach this request's host by https, here or at a
// proxy in front.
func (s *server) secure(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	u, err := url.Parse(s.ExternalURL)
	return err == nil && u.Scheme == "https" && r.Host == u.Host
}

func (s *server) cookieName(r *http.Request) string {
	if s.secure(r) {
		return secureCookie
	}
	return plainCookie
}

func (s *server) sessionSecret(r *http.Request) string {
	c, err := r.Cookie(s.cookieName(r))
	if err != nil {
		return ""
	}
	return c.Value
}

// setSession gives a browser its session; an empty secret takes it away.
func (s *server) setSession(w http.ResponseWriter, r *http.Request, secret string) {
	http.SetCookie(w, s.cookie(r, s.cookieName(r), secret, sessionLife))
}

// cookie is one that no script sees and no other site sends along with a form; an
// empty value takes it away.
func (s *server) cookie(r *http.Request, name, value string, life time.Duration) *http.Cookie {
	c := &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: int(life / time.Second),
		HttpOnly: true, Secure: s.secure(r), SameSite: http.SameSiteLaxMode}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}
