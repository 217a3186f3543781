package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"rollcall/collector"
	"rollcall/collector/snmp"
	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/config"
)

// A prober tries switches that nobody reads yet: with one request in flight, at
// the configured pace, one credential after the other.
type prober struct {
	credentials map[string]snmp.Credential
	budgets     *collector.Budgets
	timeout     time.Duration
}

func newProber(c *config.Config) *prober {
	p := &prober{
		credentials: map[string]snmp.Credential{}, timeout: c.Polling.Timeout,
		budgets: collector.NewBudgets(c.Polling.SwitchPPS, c.Polling.SchoolPPS),
	}
	for name, credential := range c.Credentials {
		p.credentials[name] = credentialOf(credential)
	}
	return p
}

// probesAtOnce bounds how many switches are tried at a time.
const probesAtOnce = 8

// A probed switch has answered to a credential, or to none (empty).
type probed struct {
	credential string
	inventory.Poll
}

// all probes several switches, and tells after each that it is done.
func (p *prober) all(ctx context.Context, switches []inventory.Switch, tables []inventory.Table, done func()) ([]probed, error) {
	results := make([]probed, len(switches))
	err := inParallel(ctx, len(switches), func(i int) { results[i] = p.one(ctx, switches[i], tables) }, done)
	return results, err
}

// one asks a switch for its system group with each credential in turn, and reads
// the tables with the first that it answers to.
func (p *prober) one(ctx context.Context, sw inventory.Switch, tables []inventory.Table) probed {
	var silent probed
	for _, name := range sw.Credentials {
		t := snmp.Target{
			Switch: sw.ID, Address: sw.Address, Credentials: []snmp.Credential{p.credentials[name]}, Timeout: p.timeout, Retries: 1,
			Pace: func(ctx context.Context) error { return p.budgets.Pace(ctx, sw.School, sw.ID) },
		}
		first := snmp.Read(ctx, t, []inventory.Table{inventory.TableSystem}, nil)
		if first.Answered() {
			t.Retries = 0 // the usual
			return probed{name, snmp.Read(ctx, t, tables, first.Memory)}
		}
		if silent.Tables == nil || reasonOf(&first) == inventory.ReasonAuth {
			silent.Poll = first // a refusal says more than silence
		}
		if ctx.Err() != nil {
			break
		}
	}
	return silent
}

// reasonOf says why a switch brought nothing.
func reasonOf(p *inventory.Poll) inventory.Reason {
	if t, ok := p.Tables[inventory.TableSystem]; ok && t.Reason != "" {
		return t.Reason
	}
	return inventory.ReasonTimeout
}

// A painter writes marks in colour on a terminal, and plainly elsewhere.
type painter struct {
	lang   wording.Lang
	colour bool
}

func newPainter(e *env) painter {
	return painter{e.lang, isTerminal(e.stdout) && os.Getenv("NO_COLOR") == ""}
}

func (p painter) good(text string) string { return p.paint("32", "✓ "+text) }
func (p painter) bad(text string) string  { return p.paint("31", "✗ "+text) }

func (p painter) paint(code, text string) string {
	if !p.colour {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// says is a sentence of the fleet's.
func (p painter) says(key string, args wording.Args) string {
	return wording.Text(p.lang, "fleet."+key, args)
}

// print writes what became of one switch: green or red, and so for each table.
func (p painter) print(w io.Writer, sw inventory.Switch, r *probed) {
	who := oneLine(string(sw.ID)) + " " + sw.Address.String()
	if r.credential == "" {
		fmt.Fprintln(w, p.bad(who+" "+p.says("silent", wording.Args{
			"reason": string(reasonOf(&r.Poll)), "tried": strings.Join(sw.Credentials, ", ")})))
		return
	}
	fmt.Fprintln(w, p.good(strings.TrimSpace(who+" ("+r.credential+") "+oneLine(modelOf(&r.Poll)))))
	var parts []string
	for _, t := range inventory.Tables() {
		if state, asked := r.Tables[t]; asked {
			parts = append(parts, p.table(t, state))
		}
	}
	fmt.Fprintln(w, "    "+strings.Join(parts, "  "))
}

func (p painter) table(t inventory.Table, s inventory.TableState) string {
	name := wording.Text(p.lang, "table."+string(t), nil)
	switch {
	case s.Complete:
		return p.good(name + " " + p.says("read", wording.Args{"rows": fmt.Sprint(s.Rows)}))
	case s.Reason == inventory.ReasonUnsupported:
		return "– " + name + " " + p.says("none", nil)
	}
	return p.bad(name + " " + p.says("unread", wording.Args{"reason": string(s.Reason)}))
}

// modelOf is what a switch is: its model with its serial, else its description.
func modelOf(p *inventory.Poll) string {
	for _, e := range p.Entities {
		if e.Model != "" {
			return strings.TrimSpace(e.Model + " " + e.Serial)
		}
	}
	first, _, _ := strings.Cut(p.System.Descr, "\n")
	if runes := []rune(first); len(runes) > 80 {
		first = string(runes[:80])
	}
	return first
}

// A progress counts on a terminal, and is silent elsewhere.
type progress struct {
	w         io.Writer
	lang      wording.Lang
	key       string
	n, of     int
	displayed bool
}

func newProgress(e *env, key string, of int) *progress {
	return &progress{w: e.stderr, lang: e.lang, key: key, of: of, displayed: isTerminal(e.stderr)}
}

func (p *progress) step() {
	p.n++
	if !p.displayed {
		return
	}
	fmt.Fprint(p.w, "\r\x1b[K"+wording.Text(p.lang, p.key, wording.Args{"n": fmt.Sprint(p.n), "of": fmt.Sprint(p.of)}))
	if p.n >= p.of {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
