package web

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// Options are what the handler is built from. DB and City are needed; what
// else is missing is said to be missing where it would have been shown.
type Options struct {
	DB      *store.DB
	City    func() *inventory.City // the configuration in force; a reload changes it
	Version string
	Now     func() time.Time // nil: time.Now
	Log     *slog.Logger     // nil: slog.Default()
	Hosts   []string         // names, lower case, under which the page may be asked for beside loopback's

	// Backups is the directory in which backups are made, and BackupDays how long
	// they are kept there; empty: nowhere.
	Backups    string
	BackupDays int

	// Live answers from memory with a school as it stands now; nil, or false
	// for a school, means that the database is asked.
	Live func(inventory.SchoolCode) (*inventory.Snapshot, bool)
	// Circuits tells how full a school's circuits are now; nil: what is stored does.
	Circuits func(inventory.SchoolCode) []inventory.CircuitUse
	// Changed hears of a school whose lists were changed; nil: nobody judges.
	Changed func(inventory.SchoolCode)
	// Said hears of a school of whose findings somebody spoke; nil: nobody judges.
	Said func(inventory.SchoolCode)
	// Answered hears what a person says of a school's gateway, once that is stored;
	// nil: nobody judges.
	Answered func(inventory.Vantage)
	// Draft is what a baseline of a school would be, of devices seen for no less than
	// some time; nil: nothing can be drafted.
	Draft func(snap *inventory.Snapshot, least time.Duration) inventory.BaselineDraft
	// Manners say how people are written to, and Receivers who they are: what the
	// report on the shadow plays through. Nil: nobody is.
	Manners   func() inventory.Manners
	Receivers func(context.Context) ([]inventory.Receiver, error)
	// CentreMail is where schools ask for a block to be lifted; none: nobody has said.
	CentreMail []string
	// Kinds are the kinds of finding that are looked for, and Observable says
	// whether a school's sources can show one: if not, or only in part, why says it
	// in a sentence.
	Kinds      []inventory.Kind
	Observable func(*inventory.Snapshot) func(inventory.Kind) (ok bool, why inventory.Why)
	// Diagnose goes through the handbook's steps for a symptom; nil: nobody can.
	Diagnose func(*inventory.Snapshot, inventory.Symptom, inventory.Clues) inventory.Diagnosis
	// Machine tells of the process and its machine; nil: nothing is known of them.
	Machine func() Machine
	// Due says when the next full reading of a switch is expected; zero: not known.
	Due func(inventory.SwitchID) time.Time
	// Load returns what reading a switch has cost it, and since when; ok is false
	// where that is not known. Nil: it never is.
	Load func(inventory.SwitchID) (cost inventory.Cost, since time.Time, ok bool)
	// Heard returns when a switch answered last; zero: never. Nil: Live tells.
	Heard func(inventory.SwitchID) time.Time

	Metrics       http.Handler                // GET /metrics
	SwitchMetrics http.Handler                // GET /metrics/switch?target=
	Ready         func(context.Context) error // nil: ready as soon as it is served
	Reload        func(context.Context) error // nil: there is no daemon to reload
	// HeardDHCP learns from DHCP messages of a capture; nil: there is no daemon that could.
	HeardDHCP func(context.Context, []inventory.DHCPMessage) error
	Setup     *Setup // nil: there is nothing to set up

	ExternalURL string // how people reach the page; with https only browsers that use it stay signed in
	// SendLink mails somebody the address by which that one signs in once; nil: no mail is set up.
	SendLink func(ctx context.Context, who inventory.Person, url string) error
	OpenID   *OpenID                                     // where people may sign in instead; nil: nowhere
	SignedIn func(result string)                         // counts attempts to sign in; nil: nobody does
	Told     func(Lang, inventory.SchoolCode) []Receiver // who gets which messages about a school; nil: as Messages says
	Messages *Messages                                   // how people are written to; nil: nobody is
	Steady   func() time.Duration                        // time since a fixed moment, by a clock that cannot be set; nil: the machine's
}

type server struct {
	Options
	pages    map[Lang]*pageSet
	city     *cityCache
	rolls    rolls
	turns    turns
	policies map[string]Policy // by path, of what is asked for by GET

	gate     *gate
	hasher   *hasher
	throttle *throttle
	mailing  chan struct{} // one for each link that is being mailed
	files    chan struct{} // one for the list that is being read: a big one takes memory
}

func newServer(o Options) *server {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	s := &server{Options: o, pages: parsedPages(), city: newCityCache(), turns: newTurns(), gate: newGate(o), hasher: newHasher(usualCost()),
		mailing: make(chan struct{}, mailsAtOnce), files: make(chan struct{}, 1)}
	s.throttle = newThrottle(s.gate.steady)
	if s.Told == nil && s.Messages != nil {
		s.Told = s.toldOf
	}
	return s
}

// New builds the handler of all routes.
func New(o Options) http.Handler {
	s := newServer(o)
	return s.handler()
}

func (s *server) handler() http.Handler {
	mux := http.NewServeMux()
	s.policies = policiesOf(s.routes())
	for _, rt := range s.routes() {
		mux.Handle(rt.pattern, s.admit(rt))
	}
	return s.guard(s.orNotFound(mux))
}

// orNotFound answers requests that no route takes in our own words.
func (s *server) orNotFound(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		var probe statusProbe
		probe.header = http.Header{}
		h.ServeHTTP(&probe, r)
		switch {
		case probe.status == http.StatusMethodNotAllowed:
			w.Header().Set("Allow", probe.header.Get("Allow"))
			s.fail(w, r, &usageError{http.StatusMethodNotAllowed, "error.method", []any{"method", r.Method}})
		case probe.status >= 300 && probe.status < 400:
			h.ServeHTTP(w, r)
		default:
			s.fail(w, r, fs.ErrNotExist)
		}
	})
}

// A statusProbe learns what the mux would have answered.
type statusProbe struct {
	header http.Header
	status int
}

func (p *statusProbe) Header() http.Header         { return p.header }
func (p *statusProbe) WriteHeader(status int)      { p.status = status }
func (p *statusProbe) Write(b []byte) (int, error) { return len(b), nil }
