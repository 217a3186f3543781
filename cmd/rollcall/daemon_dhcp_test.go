package main

import (
	"context"
	"errors"
	"net/netip"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"rollcall/collector/simcity"
	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/store"
)

// oneSchoolRead is a daemon that has read one school of the city, in virtual time.
func oneSchoolRead(t *testing.T) *day {
	t.Helper()
	v, err := openDay(&env{ctx: t.Context(), stderr: t.Output()}, t.TempDir(), simcity.Options{Seed: 1, Schools: 1}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.daemon.db.Close() }) // it may be closed already
	v.queue.Set(v.at, v.daemon.targets())
	if err := errors.Join(v.readUntil(t.Context(), v.at.Add(time.Minute)), v.daemon.judgeAll(t.Context(), v.at)); err != nil {
		t.Fatal(err)
	}
	return v
}

// stranger is a client of KL-mobile that no list has.
func (v *day) says(what inventory.DHCPType) inventory.DHCPMessage {
	m := inventory.DHCPMessage{At: v.at, Via: inventory.ViaCapture, Source: "test", Version: 4, Type: what, XID: 7,
		MAC: inventory.MAC{0x3c, 0x22, 0xfb, 0x99, 0x77, 0x55}, Gateway: netip.MustParseAddr("10.241.208.254")}
	if what == inventory.DHCPAck {
		m.YourIP, m.Server, m.Lease = netip.MustParseAddr("10.241.209.222"), netip.MustParseAddr("10.240.10.53"), 8*time.Hour
	}
	return m
}

// TestAnUnknownClientIsAFindingAtTheNextJudging, which is seconds after its
// DISCOVER: nothing else of the school has changed.
func TestAnUnknownClientIsAFindingAtTheNextJudging(t *testing.T) {
	v := oneSchoolRead(t)
	d, m := v.daemon, v.says(inventory.DHCPDiscover)
	if err := d.heardDHCP(t.Context(), []inventory.DHCPMessage{m}); err != nil {
		t.Fatal(err)
	}
	v.at = v.at.Add(dailyPace().judge)
	if err := d.judgeAll(t.Context(), v.at); err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(d.open["179901"], func(r inventory.FindingRow) bool {
		return r.Kind == inventory.KindUnknownMAC && r.MAC == m.MAC && r.State == inventory.StateOpen
	}) {
		t.Errorf("no finding of %v after %v", m.MAC, dailyPace().judge)
	}
}

// TestLeasesOutliveTheDaemon, and what could not be stored is as if it had never
// been heard.
func TestLeasesOutliveTheDaemon(t *testing.T) {
	v := oneSchoolRead(t)
	d, m := v.daemon, v.says(inventory.DHCPAck)
	broken, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.heardDHCP(broken, []inventory.DHCPMessage{m}); err == nil || len(d.dhcp.ledger.Leases("179901", v.at)) != 0 {
		t.Fatalf("%v: a lease that was not stored is known", err)
	}
	if err := d.heardDHCP(t.Context(), []inventory.DHCPMessage{m}); err != nil {
		t.Fatal(err)
	}
	v.at = v.at.Add(shownFor) // what is shown may be so old
	snap, ok := d.live("179901")
	if !ok || !slices.ContainsFunc(snap.Bindings, func(b inventory.Binding) bool {
		return b.Lease != nil && b.IP == m.YourIP && b.MAC == m.MAC && b.Open()
	}) {
		t.Error("the snapshot does not have the lease")
	}
	if err := d.db.Close(); err != nil {
		t.Fatal(err)
	}
	conf, problems := config.Load(filepath.Join(filepath.Dir(d.config.File), "rollcall.yaml"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	again, err := openDaemon(t.Context(), conf, v.pace(), d.log)
	if err != nil {
		t.Fatal(err)
	}
	defer again.db.Close()
	if held := again.dhcp.ledger.Leases("179901", v.at); len(held) != 1 || held[0].IP != m.YourIP {
		t.Errorf("after a restart the leases are %+v", held)
	}
	held, err := again.db.Bindings(t.Context(), inventory.OnlySchools("179901"), store.BindingQuery{IP: m.YourIP, From: v.at, To: v.at.Add(time.Hour)})
	if err != nil || len(held) != 1 || held[0].MAC != m.MAC {
		t.Errorf("who had %v: %+v, %v", m.YourIP, held, err)
	}
}

// TestAMessageWithoutASchoolIsThatOfTheClientsPort, as a last resort.
func TestAMessageWithoutASchoolIsThatOfTheClientsPort(t *testing.T) {
	v := oneSchoolRead(t)
	seen := v.daemon.ledgers["hy-core"].View(v.at, nil).Sightings
	if len(seen) == 0 {
		t.Fatal("the core shows nobody")
	}
	for _, s := range seen {
		if v.daemon.known[s.MAC] != "" {
			continue
		}
		got := v.daemon.atHome([]inventory.DHCPMessage{{MAC: s.MAC}, {MAC: inventory.MAC{2, 9, 9, 9, 9, 9}}})
		if got[1].School != "" {
			t.Errorf("a device that nobody sees is at %q", got[1].School)
		}
		if got[0].School == "179901" {
			return
		}
	}
	t.Error("no device that the core sees was found at its school")
}
