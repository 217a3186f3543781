package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"rollcall/exporter/web"
	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/store"
)

// A setupDesk does what the set-up page asks for: it tries what was typed, looks
// for switches, and writes the files that a person would write. What is under way
// stands in a file of the data directory, so that it can be gone on with after a
// restart, and by one person at a time.
type setupDesk struct {
	ctx      context.Context // ends with the daemon, and with it a search
	file     string          // the main configuration
	notes    string          // the file of what is under way
	now      func() time.Time
	reload   func(context.Context) error
	testMail func(ctx context.Context, conf *config.Config, to string) error
	record   func(context.Context, store.Event) error // of what people did; nil: nobody keeps one
	log      *slog.Logger

	mu       sync.Mutex
	search   *setupSearch // nil: none goes on
	by, step string       // who takes which step just now, for the record
}

// setupNotes are what the desk remembers of a set-up under way. No secret is among
// them: those are in files of their own as soon as they were typed.
type setupNotes struct {
	Holder   string            `json:"holder"`
	At       time.Time         `json:"at"` // of the last change
	Values   map[string]string `json:"values"`
	Wrong    string            `json:"wrong"`
	Problems []config.Sentence `json:"problems"`
	Said     *config.Sentence  `json:"said"`
	School   *setupSchool      `json:"school"` // whose switches are looked for
	Search   *web.SetupSearch  `json:"search"`
}

// setupHeld is how long a set-up belongs to who began it.
const setupHeld = 30 * time.Minute

// setupNotesName is the file of the data directory that has the notes.
const setupNotesName = "setup.json"

func newSetupDesk(ctx context.Context, d *daemon) *setupDesk {
	return &setupDesk{ctx: ctx, file: d.config.File, notes: filepath.Join(d.config.DataDir, setupNotesName),
		now: d.pace.now, reload: d.reread, testMail: sendTestMail, record: d.db.SetUp, log: d.log}
}

// page is what the set-up page works with.
func (k *setupDesk) page() *web.Setup { return &web.Setup{Look: k.look, Take: k.take} }

// look says how far the set-up is, as the files have it.
func (k *setupDesk) look(_ context.Context, who web.Identity) (web.SetupState, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	n, err := k.recall()
	if err != nil {
		return web.SetupState{}, err
	}
	state := web.SetupState{Plans: config.Templates()}
	if k.held(n, who) {
		state.Holder, state.Since = n.Holder, n.At
		return state, nil
	}
	state.Values, state.Wrong, state.Problems, state.Said = n.Values, n.Wrong, n.Problems, n.Said
	if k.search != nil {
		state.Search = k.search.progress()
	} else {
		state.Search = n.Search
	}
	if n.School != nil {
		state.Secret = n.School.Credential
	}
	conf, problems := config.Load(k.file)
	if len(problems) > 0 {
		state.Wrong, state.Problems = web.StepCity, []config.Sentence{both("setup.config", problems[0].In)}
		return state, nil
	}
	k.describe(&state, conf)
	return state, nil
}

// describe says what is configured already.
func (k *setupDesk) describe(state *web.SetupState, conf *config.Config) {
	state.City, state.Zones, state.CityFile = conf.City.Name, len(conf.City.Plan.Zones), k.cityFile()
	state.Mail = mailServer(conf.Mail)
	state.Vars = planVariables(conf.City.Plan)
	for name := range conf.Credentials {
		if name != state.Secret {
			state.Credentials = append(state.Credentials, name)
		}
	}
	slices.Sort(state.Credentials)
}

// held says whether somebody else is at the set-up.
func (k *setupDesk) held(n setupNotes, who web.Identity) bool {
	return n.Holder != "" && n.Holder != who.Actor && k.now().Sub(n.At) < setupHeld
}

// take takes the form of a step.
func (k *setupDesk) take(ctx context.Context, who web.Identity, step string, form url.Values) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	n, err := k.recall()
	if err != nil || k.held(n, who) {
		return err // the page says who is at it
	}
	do, ok := map[string]func(context.Context, *setupNotes, url.Values) (*config.Sentence, error){
		web.StepCity: k.takeCity, web.StepMail: k.takeMail, web.StepMailTest: k.takeMailTest, web.StepSchool: k.takeSchool, web.StepSwitches: k.takeSwitches, web.StepDrop: k.drop,
	}[step]
	if !ok {
		return fmt.Errorf("set-up step %q: %w", step, fs.ErrNotExist)
	}
	n.Holder, n.At = who.Actor, k.now().UTC().Truncate(time.Second)
	n.keep(form)
	k.by, k.step = who.Actor, step
	said, err := do(ctx, &n, form)
	var wrong setupWrong
	switch {
	case errors.As(err, &wrong):
		n.Wrong, n.Problems, n.Said = step, wrong, nil
	case err != nil:
		return err
	default:
		n.Wrong, n.Problems, n.Said = "", nil, said
	}
	return k.remember(n)
}

// setupWrong is what a person has to put right before a step is taken.
type setupWrong []config.Sentence

// Error implements error.
func (w setupWrong) Error() string {
	var texts []string
	for _, s := range w {
		texts = append(texts, s.En)
	}
	return strings.Join(texts, "; ")
}

// wrong is one sentence of what has to be put right.
func wrong(key string, args wording.Args) setupWrong { return setupWrong{sentence(key, args)} }

// sentence is a sentence of package wording in both languages.
func sentence(key string, args wording.Args) config.Sentence {
	return config.Sentence{Zh: wording.Text(wording.ZhTW, key, args), En: wording.Text(wording.En, key, args)}
}

// both is a sentence with one argument that has a text of its own in each language.
func both(key string, in func(lang string) string) config.Sentence {
	s := config.Sentence{}
	s.Zh = wording.Text(wording.ZhTW, key, wording.Args{"problem": in(string(wording.ZhTW)), "reason": in(string(wording.ZhTW))})
	s.En = wording.Text(wording.En, key, wording.Args{"problem": in(string(wording.En)), "reason": in(string(wording.En))})
	return s
}

// Limits on what is kept of a form.
const (
	setupFields = 2000
	setupText   = 200 // runes of a field
)

// keep keeps what was typed, without secrets, so that nobody types it twice.
func (n *setupNotes) keep(form url.Values) {
	if n.Values == nil {
		n.Values = map[string]string{}
	}
	for name, values := range form {
		if setupSecret(name) || len(values) == 0 || len(n.Values) >= setupFields {
			continue
		}
		text := []rune(strings.TrimSpace(values[0]))
		n.Values[name] = string(text[:min(len(text), setupText)])
	}
}

// setupSecret says whether a field of the page holds a secret.
func setupSecret(field string) bool {
	return field == "community" || strings.HasSuffix(field, "password")
}

// recall reads what is under way. A search that nobody goes on with was cut short.
func (k *setupDesk) recall() (setupNotes, error) {
	var n setupNotes
	text, err := os.ReadFile(k.notes)
	if errors.Is(err, fs.ErrNotExist) {
		return n, nil
	}
	if err != nil {
		return n, fmt.Errorf("read what is set up: %w", err)
	}
	if err := json.Unmarshal(text, &n); err != nil {
		k.log.Warn("what was under way of the set-up cannot be read; it begins anew", "file", k.notes, "err", err)
		return setupNotes{}, nil
	}
	if n.Search != nil && n.Search.Running && k.search == nil {
		n.Search, n.Wrong, n.Problems = nil, web.StepSchool, wrong("setup.lost", nil)
	}
	return n, nil
}

func (k *setupDesk) remember(n setupNotes) error {
	text, err := json.Marshal(n)
	if err == nil {
		err = config.SaveSecret(k.notes, text)
	}
	if err != nil {
		return fmt.Errorf("keep what is set up: %w", err)
	}
	return nil
}

// save writes files of conf.d, in the order of their names, and has the daemon take
// them over. The configuration is known to be good with them.
func (k *setupDesk) save(ctx context.Context, drafts map[string][]byte) error {
	for _, path := range sortedNames(drafts) {
		if err := config.SavePart(path, drafts[path]); err != nil {
			return cannotWrite(path, err)
		}
		if err := k.note(ctx, path); err != nil {
			return err
		}
	}
	if err := k.reload(ctx); err != nil {
		return setupWrong{both("setup.reload", func(lang string) string { return inLang(err, lang) })}
	}
	return nil
}

// note puts it on record that a file was written. k.mu is held.
func (k *setupDesk) note(ctx context.Context, path string) error {
	if k.record == nil {
		return nil
	}
	err := k.record(ctx, store.Event{At: k.now(), Actor: k.by, Subject: filepath.Base(path), Detail: k.step})
	if err != nil {
		return fmt.Errorf("put the set-up on record: %w", err)
	}
	return nil
}

// cannotWrite says that a file cannot be written, and whose directory it should be.
func cannotWrite(path string, err error) setupWrong {
	return wrong("setup.unwritten", wording.Args{"file": path, "dir": filepath.Dir(path), "reason": bare(err)})
}

// inLang is the text of an error in a language, if it has one.
func inLang(err error, lang string) string {
	var known bilingual
	if errors.As(err, &known) {
		return known.In(lang)
	}
	return err.Error()
}

// tried loads the configuration as it would be with drafts, and says what would be
// wrong with it.
func (k *setupDesk) tried(drafts map[string][]byte) (*config.Config, error) {
	conf, problems := config.LoadWith(k.file, drafts)
	if len(problems) == 0 {
		return conf, nil
	}
	var w setupWrong
	for _, p := range problems {
		if _, draft := drafts[p.File]; draft {
			w = append(w, p.Text) // the page shows no file that is not there
		} else {
			w = append(w, config.Sentence{Zh: p.In(string(wording.ZhTW)), En: p.In(string(wording.En))})
		}
	}
	return conf, w
}

// planVariables lists what a school has a number for in a plan.
func planVariables(plan inventory.Plan) []string {
	var names []string
	for _, z := range plan.Zones {
		for _, text := range []string{z.Expr, z.Prefix, z.Gateway} {
			if e, err := inventory.ParseExpr(text); err == nil {
				names = append(names, e.Variables()...)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
