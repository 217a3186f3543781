package simcity

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"rollcall/collector/inbox"
	"rollcall/collector/snmp"
	"rollcall/collector/syslog"
	"rollcall/inventory"
)

// TestWhatTheCitySaysIsUnderstood sends every message of the city at once to
// listeners like rollcall's.
func TestWhatTheCitySaysIsUnderstood(t *testing.T) {
	c := New(Options{Seed: 1})
	traps, err := snmp.NewTrapReader(snmp.TrapOptions{Credentials: credentials(c), EngineID: []byte("\x80\x00\x7e\xd9\x05simcity"), Boots: 1, Started: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	d := &ears{heard: map[inventory.SwitchID][]inventory.SwitchEvent{}}
	c.mail.traps = d.open(t, c, "trap", traps.Read)
	c.mail.syslog = d.open(t, c, "syslog", syslog.Read)
	all := c.sayings()
	for _, s := range all {
		if err := c.say(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s.sw.ID, err)
		}
	}
	d.wait(t, len(all))
	kinds := map[inventory.EventKind]int{}
	for id, events := range d.heard {
		for _, e := range events {
			kinds[e.Kind]++
			if v3 := c.Switch(id).Secret.version == "3"; e.Source == "inform" != v3 && e.Source != "syslog" {
				t.Errorf("%s sent a %s, SNMPv3 %v", id, e.Source, v3)
			}
			if e.Kind == inventory.EventConfigChanged && e.User != "admin" {
				t.Errorf("%s: the configuration was changed by %q", id, e.User)
			}
		}
	}
	for _, kind := range []inventory.EventKind{inventory.EventConfigChanged, inventory.EventLinkDown, inventory.EventLinkUp, inventory.EventColdStart} {
		if kinds[kind] == 0 {
			t.Errorf("nobody says %s; said were %v", kind, kinds)
		}
	}
	if kinds[inventory.EventOther] > 0 {
		t.Errorf("%d messages of the city were not understood", kinds[inventory.EventOther])
	}
}

// credentials are those of rollcall.yaml.
func credentials(c *City) []snmp.Credential {
	var all []snmp.Credential
	for name, k := range c.keys {
		all = append(all, snmp.Credential{Name: name, Version: k.version, Community: k.community, User: k.user,
			Auth: k.auth, AuthPassword: k.authPassword, Priv: k.priv, PrivPassword: k.privPassword})
	}
	return all
}

// ears hear what switches send.
type ears struct {
	mu    sync.Mutex
	heard map[inventory.SwitchID][]inventory.SwitchEvent
	boxes []*inbox.Inbox
}

func (d *ears) open(t *testing.T, c *City, name string, read func(inbox.Datagram) (inbox.Message, error)) netip.AddrPort {
	t.Helper()
	b, err := inbox.Open(t.Context(), inbox.Options{Name: name, Listen: "127.0.0.1:0", Read: read, Switch: func(from netip.Addr) (inventory.Switch, bool) {
		i := slices.IndexFunc(c.switches(), func(sw *Switch) bool { return sw.Agent == from })
		if i < 0 {
			return inventory.Switch{}, false
		}
		return inventory.Switch{ID: c.switches()[i].ID}, true
	}})
	if err != nil {
		t.Fatal(err)
	}
	d.boxes = append(d.boxes, b)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx, d.hear) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		b.Close()
	})
	return b.Address()
}

func (d *ears) hear(m inbox.Message) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, e := range m.Events {
		d.heard[e.Switch] = append(d.heard[e.Switch], e.SwitchEvent)
	}
	m.Done(false)
}

// wait waits until so many messages were stored; one that was refused would show
// in the counts.
func (d *ears) wait(t *testing.T, n int) {
	t.Helper()
	for t.Context().Err() == nil {
		stored := 0
		for _, b := range d.boxes {
			for _, count := range b.Counts() {
				switch count.Result {
				case inbox.Stored:
					stored += int(count.N)
				case inbox.Refused, inbox.Lost:
					t.Fatalf("%d messages were %s: %s", count.N, count.Result, count.Reason)
				}
			}
		}
		if stored >= n {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}
