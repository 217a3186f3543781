package main

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"time"

	"rollcall/collector/inbox"
	"rollcall/collector/snmp"
	"rollcall/exporter"
	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// mostMessages bounds what waits to be stored; what comes beyond is lost, and counted.
const mostMessages = 4096

// mail is what switches send by themselves. It changes no fact: a message is
// stored as an event, and the tables that it names are read soon.
type mail struct {
	inboxes  []*inbox.Inbox
	traps    *snmp.TrapReader // nil: none are received
	senders  map[netip.Addr]inventory.Switch
	messages chan inbox.Message
	floods   []inventory.SwitchEvent // to be stored
	named    time.Time               // when a stranger was named last

	mu      sync.Mutex
	bridges map[inventory.SwitchID]map[int]int // ifIndex by dot1dBasePort, of the last reading
}

// openMail takes the addresses that the configuration names. It is done before
// anything is read, so that one in use stops the start.
func (d *daemon) openMail(ctx context.Context) error {
	d.mail.messages = make(chan inbox.Message, mostMessages)
	d.mail.bridges = make(map[inventory.SwitchID]map[int]int)
	d.mail.senders = make(map[netip.Addr]inventory.Switch)
	for _, sw := range slices.Backward(d.switches()) {
		d.mail.senders[sw.Address.Addr()] = sw
	}
	d.addAuthenticators()
	if listen := d.config.Traps.Listen; listen != "" {
		if err := d.openTraps(ctx); err != nil {
			return err
		}
		if err := d.openInbox(ctx, inbox.Options{Name: "trap", Listen: listen, Read: d.mail.traps.Read}); err != nil {
			return err
		}
	}
	if listen := d.config.Syslog.Listen; listen != "" {
		return d.openInbox(ctx, inbox.Options{Name: "syslog", Listen: listen, Read: d.readSyslog})
	}
	return nil
}

// openTraps boots our SNMPv3 engine and lets in the users that are configured.
func (d *daemon) openTraps(ctx context.Context) error {
	now := d.pace.now()
	id, boots, err := d.db.BootEngine(ctx, now)
	if err != nil {
		return err
	}
	clocks, err := d.db.Engines(ctx)
	if err != nil {
		return err
	}
	o := snmp.TrapOptions{EngineID: id, Boots: boots, Started: now, Clocks: clocks,
		Memory: func(id inventory.SwitchID) []byte { return d.memoryOf(ctx, id) }}
	for _, name := range d.config.Traps.Credentials {
		o.Credentials = append(o.Credentials, credentialOf(d.config.Credentials[name]))
	}
	d.mail.traps, err = snmp.NewTrapReader(o)
	return err
}

func (d *daemon) openInbox(ctx context.Context, o inbox.Options) error {
	o.Now = d.pace.now
	o.Switch = func(from netip.Addr) (inventory.Switch, bool) {
		sw, ok := d.mail.senders[from]
		return sw, ok
	}
	b, err := inbox.Open(ctx, o)
	if err != nil {
		d.closeMail()
		return &saying{"cli.inbox", wording.Args{"what": o.Name, "address": o.Listen, "reason": err.Error()}, err}
	}
	d.mail.inboxes = append(d.mail.inboxes, b)
	return nil
}

// closeMail closes the sockets.
func (d *daemon) closeMail() {
	for _, b := range d.mail.inboxes {
		_ = b.Close() // a socket that has been read to its end
	}
	d.mail.inboxes = nil
}

// messageCounts are what became of all messages, for /metrics.
func (d *daemon) messageCounts() []exporter.MessageCount {
	var all []exporter.MessageCount
	for _, b := range d.mail.inboxes {
		for _, c := range b.Counts() {
			all = append(all, exporter.MessageCount{Source: b.Name(), Result: c.Result, Reason: c.Reason, N: c.N})
		}
	}
	return append(append(all, d.logCounts()...), d.tapCounts()...)
}

// receive takes messages in until ctx ends and what had come is stored.
func (d *daemon) receive(ctx context.Context) error {
	if len(d.mail.inboxes) == 0 {
		return nil
	}
	var readers sync.WaitGroup
	errs := make(chan error, len(d.mail.inboxes))
	for _, b := range d.mail.inboxes {
		readers.Go(func() { errs <- b.Run(ctx, d.mail.take) })
	}
	go func() { readers.Wait(); close(d.mail.messages) }()
	if err := d.storeMail(ctx); err != nil {
		return err
	}
	for range d.mail.inboxes {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// take puts a message where it waits to be stored, if there is room.
func (m *mail) take(msg inbox.Message) {
	select {
	case m.messages <- msg:
	default:
		msg.Lose()
	}
}

// storeMail stores what comes, that of about half a second in one transaction.
func (d *daemon) storeMail(ctx context.Context) error {
	for more := true; more; {
		var batch []inbox.Message
		batch, more = d.gatherMail()
		d.nameStrangers()
		if err := d.storeBatch(ctx, batch, !more); err != nil {
			return err
		}
	}
	return nil
}

// gatherMail waits for a message, or for a moment in which a flood may have ended,
// and takes what follows within the pace of writing.
func (d *daemon) gatherMail() (batch []inbox.Message, more bool) {
	idle := time.NewTimer(time.Second)
	defer idle.Stop()
	select {
	case <-idle.C:
		return nil, true
	case first, ok := <-d.mail.messages:
		if !ok {
			return nil, false
		}
		batch = append(batch, first)
	}
	window := time.NewTimer(d.pace.write)
	defer window.Stop()
	for len(batch) < mostMessages {
		select {
		case <-window.C:
			return batch, true
		case m, ok := <-d.mail.messages:
			if !ok {
				return batch, false
			}
			batch = append(batch, m)
		}
	}
	return batch, true
}

// storeBatch stores the events of messages and then, never before, says so to
// who waits for it, and has the switches read. While the store does not take
// them they wait.
func (d *daemon) storeBatch(ctx context.Context, batch []inbox.Message, last bool) error {
	d.mail.floods = append(d.mail.floods, d.floods(last)...)
	events, owners := d.eventsOf(batch)
	events = append(events, d.mail.floods...)
	repeated, err := d.writeEvents(ctx, events)
	if err == nil {
		err = d.heardRejects(context.WithoutCancel(ctx), rejectsOf(batch))
	}
	if err != nil {
		for _, m := range batch {
			m.Lose()
		}
		if store.IsFatal(err) {
			return err
		}
		d.log.Error("what switches said was not stored", "messages", len(batch), "err", err)
		return nil
	}
	d.mail.floods = nil
	for i, m := range batch {
		again := owners[i] >= 0 && repeated[owners[i]]
		m.Done(again)
		if !again {
			d.ask(m)
		}
	}
	return nil
}

// writeEvents stores events and the clocks of the engines that sent them, so that
// a trap is known for a repeat after a crash too. Where the store is full or busy
// it tries again until ctx ends.
func (d *daemon) writeEvents(ctx context.Context, events []inventory.SwitchEvent) ([]bool, error) {
	var clocks []inventory.EngineClock
	if d.mail.traps != nil {
		clocks = d.mail.traps.Clocks()
	}
	storing := context.WithoutCancel(ctx) // what came is stored even while the daemon ends
	for {
		repeated, err := d.db.WriteEvents(storing, d.pace.now(), events, clocks...)
		if err == nil || store.IsFatal(err) || !sleep(ctx, time.Second) {
			return repeated, err
		}
	}
}

// floods are what senders sent beyond what they may: one event each.
func (d *daemon) floods(all bool) []inventory.SwitchEvent {
	var events []inventory.SwitchEvent
	for _, b := range d.mail.inboxes {
		for _, f := range b.Floods(d.pace.now(), all) {
			sw := d.mail.senders[f.From]
			d.log.Warn("a switch sent more messages than it may; the rest was only counted", "switch", sw.ID, "source", b.Name(), "messages", f.Messages)
			events = append(events, inventory.SwitchEvent{At: f.At, School: sw.School, Switch: sw.ID, From: f.From,
				Kind: inventory.EventFlood, Source: "rollcall", Text: b.Name(), Count: f.Messages})
		}
	}
	return events
}

// nameStrangers logs, once in a while, an address that messages come from and no
// switch of the configuration has.
func (d *daemon) nameStrangers() {
	now := d.pace.now()
	if now.Sub(d.mail.named) < sayAgain {
		return
	}
	for _, b := range d.mail.inboxes {
		if from, ok := b.Stranger(); ok {
			d.mail.named = now
			d.log.Warn("messages come from an address that no configured switch has; let switches send from their management address", "source", b.Name(), "from", from)
		}
	}
}

// ask has the tables read that a message names, of those that are read at all.
func (d *daemon) ask(m inbox.Message) {
	read := d.periods(m.Datagram.Switch)
	var tables []inventory.Table
	for _, t := range m.Tables {
		if read[t] > 0 {
			tables = append(tables, t)
		}
	}
	if len(tables) > 0 {
		d.schedule.Ask(m.Datagram.Switch.ID, tables)
	}
}
