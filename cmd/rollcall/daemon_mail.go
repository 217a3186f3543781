package main

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"rollcall/exporter/notify"
	"rollcall/exporter/web"
	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/store"
)

// lookForNews is how often it is decided who is told what, beside after every
// judging: hours begin and digests become due without anything being judged.
const lookForNews = 30 * time.Second

// gatherNews is how long after a judging: the schools of a city are judged one
// after the other.
const gatherNews = time.Second

// A courier decides who is told what of findings, and sends it.
type courier struct {
	*daemon
	outbox *notify.Outbox
	woken  chan struct{}
}

func newCourier(d *daemon) *courier {
	c := &courier{daemon: d, woken: make(chan struct{}, 1)}
	o := notify.OutboxOptions{DB: d.db, Compose: c.composer, Receivers: c.known, Mail: notify.Mailer{Mail: d.config.Mail, Now: d.pace.now},
		Now: d.pace.now, Log: d.log, Count: d.exporter.Notified}
	for _, ch := range d.config.Notify.Channels {
		o.Hooks = append(o.Hooks, notify.Hook{Channel: ch, Now: d.pace.now, Sent: c.sentThisMonth(ch.Receiver().ID)})
	}
	c.outbox = notify.NewOutbox(o)
	return c
}

// wake has it decided soon who is told what.
func (c *courier) wake() {
	select {
	case c.woken <- struct{}{}:
	default:
	}
}

// run decides until ctx ends. It returns an error only where going on is of no use.
func (c *courier) run(ctx context.Context) error {
	timer := time.NewTicker(lookForNews)
	defer timer.Stop()
	for {
		if err := c.tell(ctx); err != nil && ctx.Err() == nil {
			if store.IsFatal(err) {
				return err
			}
			c.log.ErrorContext(ctx, "nobody is told for now", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-c.woken:
			sleep(ctx, gatherNews)
		case <-timer.C:
		}
	}
}

// tell decides who is told what now, and writes it down.
func (c *courier) tell(ctx context.Context) error {
	at := c.pace.now()
	receivers, err := c.receivers(ctx)
	if err != nil || len(receivers) == 0 {
		return err
	}
	h, err := c.db.Hearing(ctx, at)
	if err != nil {
		return err
	}
	h.Receivers = receivers
	decision := c.manners().Decide(h)
	if decision.Empty() {
		return nil
	}
	told, err := c.db.Tell(ctx, at, decision)
	if err == nil && len(told) > 0 {
		c.outbox.Wake()
	}
	return err
}

// manners are those of the configuration. What is gathered, is gathered for a few
// rounds of telling.
func (c *courier) manners() inventory.Manners {
	m := inventory.UsualManners(c.config.City.Calendar)
	m.Budget, m.Remind, m.Gather = c.config.Notify.PerDay, c.config.Notify.Remind, 5*c.pace.tell
	return m
}

func (c *courier) composer() notify.Composer {
	return notify.Composer{City: c.city(), Page: strings.TrimSuffix(c.config.Web.ExternalURL, "/"), Lang: wording.ZhTW, Manners: c.manners()}
}

// receivers are all who are told of findings. Without a way to send mail nobody is
// told by it, and nothing is kept for the day when there is one.
func (c *courier) receivers(ctx context.Context) ([]inventory.Receiver, error) {
	var all []inventory.Receiver
	if c.config.Mail.Set() {
		a, err := c.addressees(ctx)
		if err != nil {
			return nil, err
		}
		all = a.Receivers(c.pace.now())
	}
	for _, ch := range c.config.Notify.Channels {
		all = append(all, ch.Receiver())
	}
	return all, nil
}

// addressees are the contacts of the configuration and of the pages, those who may
// sign in, and the centre.
func (c *courier) addressees(ctx context.Context) (inventory.Addressees, error) {
	a := inventory.Addressees{Contacts: map[inventory.SchoolCode][]inventory.Contact{}, Centre: c.config.Mail.Centre, CentreIs: c.city().Name}
	for _, s := range c.city().Schools {
		a.Contacts[s.Code] = append(a.Contacts[s.Code], s.Contacts...)
	}
	added, err := c.db.Contacts(ctx, inventory.AllSchools(), "")
	if err != nil {
		return a, err
	}
	if a.Langs, err = c.db.MailLanguages(ctx); err != nil {
		return a, err
	}
	for _, one := range added {
		a.Contacts[one.School] = append(a.Contacts[one.School], inventory.Contact{Name: one.Name, Mail: one.Mail})
	}
	a.People, err = c.db.People(ctx)
	return a, err
}

// known are all who may be written to: those who are told, and whoever may sign in,
// for a test.
func (c *courier) known(ctx context.Context) (map[string]inventory.Receiver, error) {
	receivers, err := c.receivers(ctx)
	if err != nil {
		return nil, err
	}
	all := map[string]inventory.Receiver{}
	langs, err1 := c.db.MailLanguages(ctx)
	people, err := c.db.People(ctx)
	for _, p := range people {
		if id := inventory.WayMail + ":" + strings.ToLower(p.Mail); p.Mail != "" && p.Active(c.pace.now()) {
			all[id] = inventory.Receiver{ID: id, Name: p.Name, Scope: p.Scope(c.pace.now()), Lang: langs[strings.ToLower(p.Mail)]}
		}
	}
	for _, r := range receivers {
		all[r.ID] = r
	}
	return all, errors.Join(err, err1)
}

// sentThisMonth counts what a channel took this month.
func (c *courier) sentThisMonth(receiver string) func(context.Context) (int, error) {
	return func(ctx context.Context) (int, error) {
		counts, err := c.db.ReceiverCounts(ctx, inventory.AllSchools(), c.pace.now())
		return counts[receiver].Month, err
	}
}

// pages tells the pages how people are written to.
func (c *courier) pages(o *web.Options) {
	m := &web.Messages{Receivers: c.receivers, Wake: c.outbox.Wake, Mail: c.config.Mail.Set(), Budget: c.config.Notify.PerDay,
		Bounces: cmp.Or(c.config.Mail.Bounces, c.config.Mail.From), Monthly: map[string]int{}}
	for _, ch := range c.config.Notify.Channels {
		if ch.Way == inventory.WayLine {
			m.Monthly[ch.Receiver().ID] = ch.Monthly
		}
	}
	o.Messages = m
	if m.Mail {
		o.SendLink = c.sendLink
	}
}

// mailer sends single mails beside the outbox: links and tests.
func mailer(conf *config.Config) notify.Mailer { return notify.Mailer{Mail: conf.Mail} }

// sendLink mails somebody the address by which that one signs in once.
func (c *courier) sendLink(ctx context.Context, who inventory.Person, url string) error {
	err := mailer(c.config).SendLink(ctx, c.city().Name, who, url)
	result := "sent"
	if err != nil {
		result = "failed"
	}
	c.exporter.Notified(inventory.WayMail, result)
	return err
}

// waitingWithin is how long a scrape waits for the number of messages that wait.
const waitingWithin = time.Second

// waiting says how many messages are to be sent, and since when the oldest is.
func (d *daemon) waiting() (int, time.Time, error) {
	ctx, cancel := context.WithTimeout(context.Background(), waitingWithin)
	defer cancel()
	return d.db.DueCount(ctx)
}
