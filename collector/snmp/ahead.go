package snmp

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/gosnmp/gosnmp"

	"rollcall/inventory"
)

// The first request of a poll has room to spare. It also asks for what the poll is
// going to ask anyway: the variables that polls of its kind always ask for, and
// the cells of interfaces that stand still. A small switch in which nothing
// changed is read by one request.

// mostUsual bounds the variables that are remembered for a kind of poll.
const mostUsual = 24

// usuals are those variables by the kind of poll.
type usuals map[string][]string

// octets that a scalar takes about, and the texts of the system group.
const (
	scalarOctets = 28
	systemOctets = 400
)

// kindOfPoll names what is asked for: polls of one kind ask alike.
func (r *reader) kindOfPoll() string {
	names := make([]string, len(r.asked))
	for i, t := range r.asked {
		names[i] = string(t)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// opening asks for the first variables of the poll, and for more where the agent
// is known to bear that. Where it does not, the second try asks for those alone.
func (r *reader) opening(ctx context.Context) (map[string]value, error) {
	w, names := newWalker(r.s, r.mem), r.openingNames()
	more := r.aheadOf(w, names)
	if len(more) > 0 {
		if got, ok := w.askAhead(ctx, slices.Concat(names, more)); ok {
			r.ahead = got
			return present(got), nil
		}
	}
	got, err := w.get(ctx, names...)
	if err != nil {
		return got, err
	}
	if len(more) > 0 {
		r.mem.Plan.Cells = max(leastCells, len(more)/2)
	}
	r.ahead = make(map[string]value, len(names))
	for _, name := range names {
		r.ahead[name] = got[name]
	}
	return got, nil
}

// aheadOf lists what the first request may ask for beside its own.
func (r *reader) aheadOf(w *walker, names []string) []string {
	most := r.mem.Plan.Cells - len(names)
	if r.s.target.Whole || r.mem.Uptime == 0 || r.mem.Plan.Columns > 0 || r.s.cred.Name != r.mem.Credential || most <= 0 {
		return nil
	}
	room := min(w.plan.budget(), frame) - w.overhead - scalarOctets*len(names)
	if r.wants(inventory.TableSystem) {
		room -= systemOctets
	}
	var more []string
	add := func(name string, octets int) {
		if room -= octets; room >= 0 && len(more) < most {
			more = append(more, name)
		}
	}
	for _, name := range r.mem.Usual[r.kindOfPoll()] {
		if !slices.Contains(names, name) {
			add(name, scalarOctets)
		}
	}
	if r.wants(namesPorts()...) {
		now := time.Now()
		for _, g := range r.interfaceGroups() {
			for _, c := range w.standing(g, now).first(nil) {
				add(c.name(), c.octets())
			}
		}
	}
	return more
}

// askAhead asks for everything at once; variables that the agent lacks come back as such.
func (w *walker) askAhead(ctx context.Context, names []string) (map[string]value, bool) {
	a, err := w.s.exchange(ctx, request{pdu: gosnmp.GetRequest, names: names, tries: 2})
	if err != nil || a.status != gosnmp.NoError || len(a.vars) != len(names) {
		return nil, false
	}
	got := make(map[string]value, len(names))
	for i, v := range a.vars {
		if v.Name != names[i] {
			return nil, false
		}
		got[v.Name] = value{kind: v.Type, any: v.Value}
	}
	return got, true
}

// present leaves out what the agent does not have.
func present(all map[string]value) map[string]value {
	got := make(map[string]value, len(all))
	for name, v := range all {
		if v.present() {
			got[name] = v
		}
	}
	return got
}

// usually asks for variables that polls of this kind ask for each time, unless the
// first answer has told them.
func (w *walker) usually(ctx context.Context, names ...string) (map[string]value, error) {
	got := make(map[string]value, len(names))
	var left []string
	for _, name := range names {
		if len(w.usual) < mostUsual && !slices.Contains(w.usual, name) {
			w.usual = append(w.usual, name)
		}
		v, told := w.ahead[name]
		switch {
		case !told:
			left = append(left, name)
		case v.present():
			got[name] = v
		}
	}
	if len(left) == 0 {
		return got, nil
	}
	asked, err := w.get(ctx, left...)
	for name, v := range asked {
		got[name] = v
	}
	return got, err
}

// keepUsual remembers them for the next poll of the kind.
func (r *reader) keepUsual() {
	if r.mem.Usual == nil || len(r.mem.Usual) > 16 {
		r.mem.Usual = make(usuals)
	}
	r.mem.Usual[r.kindOfPoll()] = r.w.usual
}
