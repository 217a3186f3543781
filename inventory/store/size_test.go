package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"rollcall/inventory"
)

// A campus makes up the days of a school city without reading switches: every
// device comes and goes twice a day, a quarter of them never to be seen again.
type campus struct {
	db       *DB
	switches int
	devices  int
	random   *rand.Rand
	number   map[inventory.SwitchID]int64
	fresh    int // devices that have come once
	spans    int
}

func newCampus(db *DB, switches, devices int) *campus {
	return &campus{db: db, switches: switches, devices: devices, random: rand.New(rand.NewPCG(1, 2)),
		number: map[inventory.SwitchID]int64{}}
}

// A visitor is a device with its place and address.
type visitor struct {
	sighting inventory.Sighting
	binding  inventory.Binding
}

// visitor makes up device n on one of its switches, of 50 ports in 3 VLANs.
func (c *campus) visitor(n int, first time.Time) visitor {
	m := inventory.MAC{0, 0x11, byte(n * 2654435761 >> 24), byte(n * 2654435761 >> 16), byte(n >> 8), byte(n)}
	sw := inventory.SwitchID(fmt.Sprintf("sw-%03d", n%c.switches))
	port := inventory.PortID{Switch: sw, IfName: fmt.Sprintf("ge-0/0/%d", n/c.switches%50)}
	span := inventory.Span{First: first}
	ip := netip.AddrFrom4([4]byte{10, byte(n % 200), byte(n / 200 >> 8), byte(n / 200)})
	return visitor{inventory.Sighting{MAC: m, VID: 10 * (1 + n%3), Port: port, Span: span},
		inventory.Binding{IP: ip, MAC: m, Source: sw, Span: span}}
}

// halfDay writes that half of a day: everybody comes within the first hour and
// goes within the last, in one batch a minute.
func (c *campus) halfDay(ctx context.Context, begin time.Time) error {
	here := make([][]visitor, 60)
	for n := range c.devices {
		id := n
		if n%4 == 0 {
			c.fresh++
			id = 1<<20 + c.fresh
		}
		minute := c.random.IntN(60)
		here[minute] = append(here[minute], c.visitor(id, begin.Add(time.Duration(minute)*time.Minute)))
	}
	for minute, visitors := range here {
		if err := c.write(ctx, begin.Add(time.Duration(minute)*time.Minute), visitors, nil); err != nil {
			return err
		}
	}
	for minute, visitors := range here {
		gone := begin.Add(3*time.Hour + time.Duration(minute)*time.Minute)
		if err := c.write(ctx, gone, nil, visitors); err != nil {
			return err
		}
	}
	c.spans += 2 * c.devices
	return nil
}

func (c *campus) write(ctx context.Context, when time.Time, come, leave []visitor) error {
	bySwitch := map[inventory.SwitchID]*inventory.Changes{}
	of := func(sw inventory.SwitchID) *inventory.Changes {
		if bySwitch[sw] == nil {
			c.number[sw]++
			bySwitch[sw] = &inventory.Changes{Switch: sw, Number: c.number[sw], At: when, State: inventory.SwitchState{Number: c.number[sw], Asked: when}}
		}
		return bySwitch[sw]
	}
	for _, v := range come {
		ch := of(v.binding.Source)
		ch.Sightings.Opened = append(ch.Sightings.Opened, v.sighting)
		ch.Bindings.Opened = append(ch.Bindings.Opened, v.binding)
	}
	for _, v := range leave {
		ch := of(v.binding.Source)
		v.sighting.Gone, v.binding.Gone = when, when
		ch.Sightings.Closed = append(ch.Sightings.Closed, v.sighting)
		ch.Bindings.Closed = append(ch.Bindings.Closed, v.binding)
	}
	batch := Batch{At: when}
	for _, changes := range bySwitch {
		batch.Changes = append(batch.Changes, *changes)
	}
	_, err := c.db.Write(ctx, batch)
	return err
}

// sizes returns the bytes of each table with its indexes.
func sizes(t testing.TB, db *DB) map[string]int {
	t.Helper()
	rows, err := db.read.Query(`SELECT tbl_name, SUM(pgsize) FROM dbstat JOIN sqlite_master USING (name) GROUP BY tbl_name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	found := map[string]int{}
	for rows.Next() {
		var name string
		var size int
		if err := rows.Scan(&name, &size); err != nil {
			t.Fatal(err)
		}
		found[name] = size
	}
	return found
}

// mostBytesPerSpan is what a span may cost on disk with all ways to it.
const mostBytesPerSpan = 60

func TestBytesPerSpan(t *testing.T) {
	t.Parallel()
	c := newCampus(open(t), 20, 1000)
	var empty int // pages of tables that have nothing to do with spans
	if err := c.db.read.QueryRow("PRAGMA page_count").Scan(&empty); err != nil {
		t.Fatal(err)
	}
	const halfDays = 16
	for n := range halfDays {
		if err := c.halfDay(t.Context(), at(n*12*3600)); err != nil {
			t.Fatal(err)
		}
	}
	var pages, size int
	if err := c.db.read.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if err := c.db.read.QueryRow("PRAGMA page_size").Scan(&size); err != nil {
		t.Fatal(err)
	}
	got := float64((pages-empty)*size) / float64(c.spans)
	t.Logf("%d spans, %.1f bytes each, batches and dictionaries counted in", c.spans, got)
	for name, bytes := range sizes(t, c.db) {
		t.Logf("%-16s %.1f", name, float64(bytes)/float64(c.spans))
	}
	if got > mostBytesPerSpan {
		t.Errorf("a span takes %.1f bytes on disk, want at most %d", got, mostBytesPerSpan)
	}
}
