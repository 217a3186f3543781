package web

import (
	"context"
	"strings"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// formerNames reads, once, what switches and ports were called before.
func (f *finder) formerNames(ctx context.Context) (names []store.FormerName, err error) {
	if f.former == nil {
		if f.former, err = f.db.FormerNames(ctx, f.Scope, ""); f.former == nil {
			f.former = []store.FormerName{}
		}
	}
	return f.former, err
}

// splitFormer reads a switch's former name, with or without a port.
func (f *finder) splitFormer(ctx context.Context) (sw inventory.Switch, port string, ok bool, err error) {
	names, err := f.formerNames(ctx)
	for _, n := range names {
		rest, named := afterName(f.Text, n.Name)
		if n.Port.IfName != "" || !named {
			continue
		}
		if sw, ok = f.City.Switch(n.Port.Switch); ok {
			return sw, rest, true, err
		}
	}
	return inventory.Switch{}, "", false, err
}

// noteFormer says of places that began before a re-key what they were called then.
func (f *finder) noteFormer(ctx context.Context) error {
	names, err := f.formerNames(ctx)
	for i := range f.matches {
		m := &f.matches[i]
		for _, port := range []string{"", m.Port} { // the switch, and the port on it
			if was, ok := calledThen(names, inventory.PortID{Switch: m.Switch, IfName: port}, m.First); ok {
				m.Reason = strings.TrimSpace(m.Reason + wording.Text(f.Lang, "rekey.was", wording.Args{
					"name": was.Name, "until": was.Until.Format(time.RFC3339)}))
			}
			if m.Port == "" {
				break
			}
		}
	}
	return err
}

// calledThen finds what a switch or port was called at a moment, if otherwise than
// now: places of the past are told by the names of today.
func calledThen(names []store.FormerName, port inventory.PortID, then time.Time) (store.FormerName, bool) {
	for _, n := range names {
		if n.Port == port && !then.IsZero() && then.Before(n.Until) {
			return n, true
		}
	}
	return store.FormerName{}, false
}
