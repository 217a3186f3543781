package notify

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// atOnce is how many messages are sent before the next are asked for.
const atOnce = 50

// The pauses before a message is tried again, and how long it is tried at all: over
// a weekend on which a mail server stands still.
const (
	firstTry = time.Minute
	lastTry  = 15 * time.Minute
	giveUp   = 3 * 24 * time.Hour
)

// stale is how old a message may get that there was no way to send: mail that is
// turned on again after weeks does not begin with old news.
const stale = 7 * 24 * time.Hour

// lookAgain is how often the outbox is looked into without being woken.
const lookAgain = 15 * time.Second

// An outcome is what came of sending one letter.
type outcome struct {
	answer string
	body   string // as it was sent
	err    error
}

// A carrier takes letters to their receivers, and says by done what came of each.
type carrier func(ctx context.Context, letters []Letter, done func(Letter, outcome))

// A refusal is an error after which trying again is of no use.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

// OutboxOptions are what an Outbox works with.
type OutboxOptions struct {
	DB        *store.DB
	Compose   func() Composer                                              // with the configuration in force
	Receivers func(context.Context) (map[string]inventory.Receiver, error) // by their IDs: nobody else is written to
	Mail      Mailer
	Hooks     []Hook
	Now       func() time.Time // nil: time.Now
	Log       *slog.Logger

	// Count is called after every try: way is an inventory.Way…, result is sent,
	// failed or refused.
	Count func(way, result string)
}

// An Outbox sends messages that are due. Each mail server and each hook has a
// goroutine of its own, so one that hangs delays no other. A message is recorded
// after it was sent: a crash in between sends it twice, and never loses it.
type Outbox struct {
	OutboxOptions
	lanes []*lane
}

// A lane is one way out.
type lane struct {
	*Outbox
	receivers string // GLOB over receivers' IDs
	carry     carrier
	woken     chan struct{}
}

// NewOutbox returns an Outbox that sends once it runs.
func NewOutbox(o OutboxOptions) *Outbox {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Count == nil {
		o.Count = func(string, string) {}
	}
	out := &Outbox{OutboxOptions: o}
	if o.Mail.Set() {
		out.add(inventory.WayMail+":*", o.Mail.carry)
	}
	for _, h := range o.Hooks {
		out.add(h.Receiver().ID, h.carry)
	}
	return out
}

func (o *Outbox) add(receivers string, c carrier) {
	o.lanes = append(o.lanes, &lane{Outbox: o, receivers: receivers, carry: c, woken: make(chan struct{}, 1)})
}

// Wake has the outbox looked into at once.
func (o *Outbox) Wake() {
	for _, l := range o.lanes {
		select {
		case l.woken <- struct{}{}:
		default:
		}
	}
}

// Run sends until ctx ends. It returns an error only where going on is of no use.
func (o *Outbox) Run(ctx context.Context) error {
	var all sync.WaitGroup
	errs := make([]error, len(o.lanes))
	for i, l := range o.lanes {
		all.Go(func() { errs[i] = l.run(ctx) })
	}
	all.Wait()
	return errors.Join(errs...)
}

func (l *lane) run(ctx context.Context) error {
	timer := time.NewTicker(lookAgain)
	defer timer.Stop()
	for {
		if err := l.empty(ctx); err != nil && ctx.Err() == nil {
			if store.IsFatal(err) {
				return err
			}
			l.Log.ErrorContext(ctx, "messages not sent", "receivers", l.receivers, "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-l.woken:
		case <-timer.C:
		}
	}
}

// empty sends what is due until nothing is.
func (l *lane) empty(ctx context.Context) error {
	for ctx.Err() == nil {
		due, err := l.DB.DueMessages(ctx, l.Now(), l.receivers, atOnce)
		if err != nil || len(due) == 0 {
			return err
		}
		if err := l.send(ctx, due); err != nil {
			return err
		}
	}
	return nil
}

// send puts messages into words, hands them to the carrier and records what came of
// each before the next is sent.
func (l *lane) send(ctx context.Context, due []store.Outgoing) error {
	known, err := l.Receivers(ctx)
	if err != nil {
		return err
	}
	var letters []Letter
	at := l.Now()
	for _, o := range due {
		r, still := known[o.Receiver]
		letter, tells := Letter{}, false
		if still && at.Sub(o.At) < stale {
			letter, tells = l.Compose().Compose(o, r, at)
		}
		if tells {
			letters = append(letters, letter)
			continue
		}
		if err := l.DB.Delivered(ctx, store.Delivery{Message: o.ID, At: at, State: store.MessageDropped}); err != nil {
			return err
		}
	}
	if len(letters) == 0 {
		return nil
	}
	var unrecorded error
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	l.carry(ctx, letters, func(letter Letter, out outcome) {
		if ctx.Err() != nil && out.err != nil {
			return // the daemon ends: it is still due
		}
		if err := l.record(context.WithoutCancel(ctx), letter, out); err != nil {
			unrecorded = err
			stop() // what cannot be recorded must not be sent over and over
		}
	})
	return unrecorded
}

// record notes what came of a letter.
func (l *lane) record(ctx context.Context, letter Letter, out outcome) error {
	at := l.Now()
	d := store.Delivery{Message: letter.ID, At: at, State: store.MessageSent, Answer: wording.Clean(out.answer), Subject: letter.Subject, Body: out.body}
	result := "sent"
	if out.err != nil {
		d.State, d.Answer, result = store.MessageDue, out.err.Error(), "failed"
		d.After = at.Add(pauseAfter(letter.Tries))
		if final(out.err) || at.Sub(letter.At) > giveUp {
			d.State, result = store.MessageRefused, "refused"
		}
		l.Log.WarnContext(ctx, "message not sent", "message", letter.ID, "way", letter.To.Way(), "tries", letter.Tries+1, "state", d.State, "why", forLog(out.err))
	}
	l.Count(letter.To.Way(), result)
	return l.DB.Delivered(ctx, d)
}

// forLog is an error without the address of a person: of mail only the step, for a
// server's answer repeats to whom.
func forLog(err error) string {
	var mail *MailError
	if errors.As(err, &mail) {
		return "mail: " + string(mail.Step())
	}
	return err.Error()
}

// final says whether trying again is of no use.
func final(err error) bool {
	var refused refusal
	var mail *MailError
	return errors.As(err, &refused) || errors.As(err, &mail) && mail.permanent
}

// pauseAfter is how long a message rests after so many tries.
func pauseAfter(tries int) time.Duration {
	return min(firstTry<<min(tries, 10), lastTry)
}
