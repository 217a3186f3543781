package main

import (
	"context"
	"errors"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"

	"rollcall/collector/dhcp"
	"rollcall/exporter"
	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// mostPackets bounds what waits to be stored, and what is stored at once.
const mostPackets = 8192

// taps are where DHCP packets are taken in.
type taps struct {
	open     []*dhcp.Tap
	messages chan dhcp.Message
}

// openTaps takes the mirror ports and the address for relays that the configuration
// names. It is done before anything is read, so that what is not permitted stops
// the start; a mirror port that is not there is waited for.
func (d *daemon) openTaps(ctx context.Context) error {
	d.taps.messages = make(chan dhcp.Message, mostPackets)
	c := d.config.DHCP
	for _, t := range c.Interfaces {
		tap, err := dhcp.OpenCapture(t.Name, dhcp.Options{School: t.School, Now: d.pace.now, Trouble: d.mirrorTrouble(t.Name)})
		if err != nil {
			d.closeTaps()
			return &saying{"cli.capture.denied", wording.Args{"interface": t.Name, "reason": bare(err)}, err}
		}
		d.taps.open = append(d.taps.open, tap)
	}
	if c.Listen == "" {
		return nil
	}
	tap, err := dhcp.OpenRelays(ctx, c.Listen, dhcp.Relays{Listed: c.Relays, Owner: d.ownerOf()}, dhcp.Options{Now: d.pace.now})
	if err != nil {
		d.closeTaps()
		return &saying{relayTrouble(err), wording.Args{"address": c.Listen, "reason": bare(err)}, err}
	}
	d.taps.open = append(d.taps.open, tap)
	return nil
}

// relayTrouble is the key of the sentence about an address that cannot be had.
func relayTrouble(err error) string {
	switch {
	case errors.Is(err, os.ErrPermission):
		return "cli.relays.denied"
	case errors.Is(err, syscall.EADDRINUSE):
		return "cli.relays.used"
	}
	return "cli.relays"
}

// mirrorTrouble logs when a mirror port goes away and when it is back.
func (d *daemon) mirrorTrouble(name string) func(error) {
	return func(err error) {
		if err != nil {
			d.log.Error("a mirror port is not there; it is tried again every two seconds", "interface", name, "err", err)
			return
		}
		d.log.Info("the mirror port is there", "interface", name)
	}
}

// mostOwners bounds how many addresses are remembered with their school.
const mostOwners = 4096

// ownerOf says whose an address is by the plan. Relays ask for the same few.
func (d *daemon) ownerOf() func(netip.Addr) (inventory.SchoolCode, bool) {
	known := map[netip.Addr]inventory.SchoolCode{}
	return func(addr netip.Addr) (inventory.SchoolCode, bool) {
		code, ok := known[addr]
		if !ok {
			if len(known) >= mostOwners {
				clear(known)
			}
			school, _ := d.city().Owner(addr)
			code = school.Code
			known[addr] = code
		}
		return code, code != ""
	}
}

// closeTaps ends listening.
func (d *daemon) closeTaps() {
	for _, t := range d.taps.open {
		_ = t.Close() // a socket that has been read to its end
	}
	d.taps.open = nil
}

// tapCounts are what became of all DHCP packets, for /metrics.
func (d *daemon) tapCounts() []exporter.MessageCount {
	sums := map[exporter.MessageCount]uint64{}
	for _, t := range d.taps.open {
		for _, c := range t.Counts() {
			sums[exporter.MessageCount{Source: "dhcp_" + string(t.Via()), Result: c.Result, Reason: c.Reason}] += c.N
		}
	}
	var all []exporter.MessageCount
	for c, n := range sums {
		c.N = n
		all = append(all, c)
	}
	return all
}

// hearPackets takes DHCP packets in until ctx ends and what had come is stored.
func (d *daemon) hearPackets(ctx context.Context) error {
	if len(d.taps.open) == 0 {
		return nil
	}
	var readers sync.WaitGroup
	errs := make(chan error, len(d.taps.open))
	for _, t := range d.taps.open {
		readers.Go(func() { errs <- t.Run(ctx, d.taps.take) })
	}
	go func() { readers.Wait(); close(d.taps.messages) }()
	if err := d.storePackets(ctx); err != nil {
		return err
	}
	for range d.taps.open {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// take puts a message where it waits to be stored, if there is room.
func (t *taps) take(m dhcp.Message) {
	select {
	case t.messages <- m:
	default:
		m.Lose()
	}
}

// storePackets stores what comes, that of about half a second at once.
func (d *daemon) storePackets(ctx context.Context) error {
	for more := true; more; {
		var batch []dhcp.Message
		batch, more = d.gatherPackets()
		d.tellFloods(!more)
		if err := d.storeHeard(ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

// gatherPackets waits for a message, or for a moment in which a flood may have
// ended, and takes what follows within the pace of writing.
func (d *daemon) gatherPackets() (batch []dhcp.Message, more bool) {
	idle := time.NewTimer(time.Second)
	defer idle.Stop()
	select {
	case <-idle.C:
		return nil, true
	case first, ok := <-d.taps.messages:
		if !ok {
			return nil, false
		}
		batch = append(batch, first)
	}
	window := time.NewTimer(d.pace.write)
	defer window.Stop()
	for len(batch) < mostPackets {
		select {
		case <-window.C:
			return batch, true
		case m, ok := <-d.taps.messages:
			if !ok {
				return batch, false
			}
			batch = append(batch, m)
		}
	}
	return batch, true
}

// storeHeard has what is learned from messages stored, even while the daemon ends.
// What the store does not take is lost, and counted: the next renewal says it again.
func (d *daemon) storeHeard(ctx context.Context, batch []dhcp.Message) error {
	if len(batch) == 0 {
		return nil
	}
	messages := make([]inventory.DHCPMessage, len(batch))
	for i := range batch {
		messages[i] = batch[i].DHCPMessage
	}
	err := d.heardDHCP(context.WithoutCancel(ctx), messages)
	for i := range batch {
		if err == nil {
			batch[i].Done()
		} else {
			batch[i].Lose()
		}
	}
	if err != nil && !store.IsFatal(err) {
		d.log.Error("what DHCP packets told was not stored", "messages", len(batch), "err", err)
		return nil
	}
	return err
}

// tellFloods logs floods that are over, one line for each place of listening.
func (d *daemon) tellFloods(all bool) {
	for _, t := range d.taps.open {
		if f, ok := t.Floods(d.pace.now(), all); ok {
			d.log.Warn("more DHCP packets came than their senders may send; the rest was only counted",
				"source", t.Name(), "senders", f.Senders, "packets", f.Packets, "most", f.Most)
		}
	}
}
