package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"rollcall/exporter/web"
	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/config"
)

// A setupSearch reads a school's core switch, follows its neighbours, and reads
// each switch once to see which tables it has. It goes on while nobody looks.
type setupSearch struct {
	stop  context.CancelFunc
	asked atomic.Int64
	began web.SetupSearch
}

// Bounds of a search: of a school, not of a city.
const (
	searchDepth = 8
	searchLimit = 100
	searchTime  = 20 * time.Minute
)

// progress is how far a search is that goes on.
func (s *setupSearch) progress() *web.SetupSearch {
	p := s.began
	p.Running, p.Asked = true, int(s.asked.Load())
	return &p
}

// beginSearch begins to look for a school's switches. k.mu is held.
func (k *setupDesk) beginSearch(conf *config.Config, s *setupSchool, core inventory.Switch) *setupSearch {
	ctx, stop := context.WithTimeout(k.ctx, searchTime)
	search := &setupSearch{stop: stop, began: web.SetupSearch{School: s.School.Name, Core: s.Core.Addr().String(),
		Began: k.now().UTC().Truncate(time.Second), Networks: []string{s.Network.String()}}}
	go func() {
		defer stop()
		result, err := search.run(ctx, conf, s, core)
		k.endSearch(search, result, err)
	}()
	return search
}

// endSearch keeps what a search has found, unless it was dropped meanwhile.
func (k *setupDesk) endSearch(search *setupSearch, result web.SetupSearch, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.search != search {
		return
	}
	if k.ctx.Err() != nil {
		return // the next daemon says that it was cut short
	}
	n, unread := k.recall()
	k.search = nil
	if unread != nil {
		k.log.Error("what a search found is lost", "err", unread)
		return
	}
	n.Search, n.At = &result, k.now().UTC().Truncate(time.Second)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		result.Missed = append(result.Missed, sentence("setup.late", wording.Args{"minutes": fmt.Sprint(int(searchTime.Minutes()))}))
	case err != nil:
		n.Search, n.Wrong, n.Problems = nil, web.StepSchool, setupWrong{{Zh: inLang(err, string(wording.ZhTW)), En: inLang(err, string(wording.En))}}
	}
	if err := k.remember(n); err != nil {
		k.log.Error("what a search found is lost", "err", err)
	}
}

// run looks for the switches and reads them.
func (s *setupSearch) run(ctx context.Context, conf *config.Config, school *setupSchool, core inventory.Switch) (web.SetupSearch, error) {
	result := s.began
	silent := &env{ctx: ctx, stdout: io.Discard, stderr: io.Discard, config: conf.File, lang: wording.ZhTW}
	ask := discoverCmd{School: []string{string(school.School.Code)}, Network: []string{school.Network.String()},
		Credential: school.Try, Depth: searchDepth, Limit: searchLimit}
	x, err := ask.explorer(silent, conf)
	if err != nil {
		return result, err
	}
	x.stepped = func() { s.asked.Add(1) }
	walked := x.walk()
	for _, u := range x.unreached {
		result.Missed = append(result.Missed, config.Sentence{Zh: x.whyIn(wording.ZhTW, u), En: x.whyIn(wording.En, u)})
	}
	switches := []inventory.Switch{core}
	for _, d := range x.found {
		if d.School == school.School.Code {
			switches = append(switches, d.Switch)
		}
	}
	polls, err := x.prober.all(ctx, switches, inventory.Tables(), x.stepped)
	for i := range polls {
		if polls[i].credential != "" {
			result.Found = append(result.Found, foundSwitch(switches[i], &polls[i]))
		}
	}
	s.nameCore(x, &result)
	return result, errors.Join(walked, err)
}

// nameCore gives the core the name that it calls itself by, where no other has it.
func (s *setupSearch) nameCore(x *explorer, result *web.SetupSearch) {
	i := slices.IndexFunc(result.Found, func(f web.SetupSwitch) bool {
		return f.Role == inventory.SwitchCore && strings.HasPrefix(f.Address, s.began.Core)
	})
	if i < 0 || result.Found[i].SysName == "" {
		return
	}
	result.Found[i].Name = x.known.freeName(result.Found[i].SysName)
}

// foundSwitch is a switch as the page shows it.
func foundSwitch(sw inventory.Switch, p *probed) web.SetupSwitch {
	found := web.SetupSwitch{Name: sw.ID, SysName: cleanName(p.System.Name), Address: sw.Address.Addr().String(), Role: sw.Role, Credential: p.credential,
		Model: oneLine(cmp.Or(modelOf(&p.Poll), p.System.ObjectID)), Place: sw.Place}
	if sw.Address.Port() != 161 {
		found.Address = sw.Address.String()
	}
	for _, table := range inventory.Tables() {
		state, asked := p.Tables[table]
		switch {
		case !asked:
		case state.Complete:
			found.Tables = append(found.Tables, web.SetupTable{Table: table, Rows: state.Rows})
		default:
			found.Tables = append(found.Tables, web.SetupTable{Table: table, Rows: state.Rows, Reason: cmp.Or(state.Reason, inventory.ReasonTimeout)})
		}
	}
	return found
}

// takeSwitches writes the school with the switches that were chosen.
func (k *setupDesk) takeSwitches(ctx context.Context, n *setupNotes, form url.Values) (*config.Sentence, error) {
	if k.search != nil || n.Search == nil || n.School == nil {
		return nil, wrong("setup.busy", nil)
	}
	var switches []inventory.Switch
	for i, f := range n.Search.Found {
		if !slices.Contains(form["add"], fmt.Sprint(i)) {
			continue
		}
		address, err := setupAddress(f.Address)
		if err != nil {
			return nil, fmt.Errorf("switch %s: %w", f.Name, err)
		}
		name := cmp.Or(strings.TrimSpace(form.Get(fmt.Sprintf("name_%d", i))), string(f.Name))
		role := cmp.Or(form.Get(fmt.Sprintf("role_%d", i)), string(f.Role))
		switches = append(switches, inventory.Switch{ID: inventory.SwitchID(name), School: n.School.School.Code, Address: address,
			Role: inventory.SwitchRole(role), Credentials: []string{f.Credential}, Place: f.Place})
	}
	if len(switches) == 0 {
		return nil, wrong("setup.need.switch", nil)
	}
	drafts := k.draftsOf(n.School, switches)
	if _, err := k.tried(drafts); err != nil {
		return nil, err
	}
	if err := k.save(ctx, drafts); err != nil {
		return nil, err
	}
	said := sentence("setup.said.school", wording.Args{"name": n.School.School.Name, "n": fmt.Sprint(len(switches))})
	n.forgetSchool()
	return &said, nil
}

// forgetSchool ends the school that was under way: it is configured.
func (n *setupNotes) forgetSchool() {
	n.School, n.Search = nil, nil
	kept := map[string]string{}
	for _, name := range []string{"city", "mail_host", "mail_port", "mail_tls", "mail_from", "mail_user", "to"} {
		if v, ok := n.Values[name]; ok {
			kept[name] = v
		}
	}
	n.Values, n.Holder = kept, ""
}
