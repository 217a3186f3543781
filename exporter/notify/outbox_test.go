package notify

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/store"
)

// An office is an outbox over a real database, with a clock of its own.
type office struct {
	*testing.T
	*Outbox
	mu        sync.Mutex
	clock     time.Time
	receivers map[string]inventory.Receiver
	counted   map[string]int
	told      int
}

func newOffice(t *testing.T, m Mailer, hooks ...Hook) *office {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "rollcall.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	of := &office{T: t, clock: midday, counted: map[string]int{}, receivers: map[string]inventory.Receiver{coordinator().ID: coordinator()}}
	for _, h := range hooks {
		of.receivers[h.Receiver().ID] = h.Receiver()
	}
	of.Outbox = NewOutbox(OutboxOptions{DB: db, Compose: testComposer, Mail: m, Hooks: hooks,
		Now:       func() time.Time { of.mu.Lock(); defer of.mu.Unlock(); return of.clock },
		Receivers: func(context.Context) (map[string]inventory.Receiver, error) { return of.receivers, nil },
		Count:     func(way, result string) { of.mu.Lock(); defer of.mu.Unlock(); of.counted[way+" "+result]++ }})
	return of
}

// tell makes a message about a finding to each receiver, and returns the numbers.
func (of *office) tell(f inventory.FindingRow) []int64 {
	of.Helper()
	of.told++
	f.ID, f.Subject = 0, fmt.Sprint("subject ", of.told)
	w, err := of.DB.Write(of.Context(), store.Batch{At: of.Now(), Findings: []inventory.FindingRow{f}})
	if err != nil {
		of.Fatal(err)
	}
	row := w.Findings[0]
	var d inventory.Decision
	for id := range of.receivers {
		m := outgoing(inventory.TellOpened, row).Message
		m.Receiver, m.Tellings[0].Receiver, m.Tellings[0].Subject = id, id, row.Subject
		d.Messages = append(d.Messages, m)
	}
	told, err := of.DB.Tell(of.Context(), of.Now(), d)
	if err != nil {
		of.Fatal(err)
	}
	var ids []int64
	for _, m := range told {
		ids = append(ids, m.ID)
	}
	return ids
}

// pass lets time pass and empties every lane.
func (of *office) pass(d time.Duration) {
	of.Helper()
	of.mu.Lock()
	of.clock = of.clock.Add(d)
	of.mu.Unlock()
	for _, l := range of.lanes {
		if err := l.empty(of.Context()); err != nil {
			of.Fatal(err)
		}
	}
}

// states are those of all messages, the newest first.
func (of *office) states() string {
	of.Helper()
	rows, err := of.DB.Messages(of.Context(), inventory.AllSchools(), store.MessageQuery{})
	if err != nil {
		of.Fatal(err)
	}
	var all []string
	for _, r := range rows {
		all = append(all, r.State)
	}
	return strings.Join(all, " ")
}

func TestWhatIsSentIsRecorded(t *testing.T) {
	d := startSMTP(t, false, nil)
	of := newOffice(t, d.mailer(config.TLSStart))
	of.tell(random6())
	of.pass(time.Second)
	of.pass(time.Hour)
	rows, err := of.DB.Messages(t.Context(), inventory.AllSchools(), store.MessageQuery{})
	if err != nil || len(rows) != 1 || rows[0].State != store.MessageSent || !strings.HasPrefix(rows[0].Subject, "[rollcall] 海燕國小") ||
		!strings.Contains(rows[0].Body, "白名單無法辨識") || rows[0].Answer == "" || !rows[0].Ended.Equal(midday.Add(time.Second)) {
		t.Errorf("recorded %+v, %v", rows, err)
	}
	if n := len(d.took()); n != 1 || of.counted["mail sent"] != 1 {
		t.Errorf("the server took %d mails; counted %v", n, of.counted)
	}
}

func TestATryIsMadeAgainLater(t *testing.T) {
	down := true
	d := startSMTP(t, false, func(step, of string) error {
		if down {
			return refusing("recipient", 451)(step, of)
		}
		return nil
	})
	of := newOffice(t, d.mailer(config.TLSStart))
	of.tell(random6())
	for range 3 {
		of.pass(10 * time.Second)
	}
	if of.counted["mail failed"] != 1 || of.states() != store.MessageDue {
		t.Fatalf("in half a minute: %v, %s; the first pause is a minute", of.counted, of.states())
	}
	of.pass(time.Minute)
	down = false
	of.pass(30 * time.Second)
	if of.counted["mail failed"] != 2 || len(d.took()) != 0 {
		t.Fatalf("after two tries: %v", of.counted)
	}
	of.pass(2 * time.Minute)
	if of.states() != store.MessageSent || len(d.took()) != 1 {
		t.Errorf("after the server is back: %s, %v", of.states(), of.counted)
	}
}

func TestOneRefusedAddressHindersNoOther(t *testing.T) {
	d := startSMTP(t, false, func(step, of string) error {
		if step == "recipient" && of == "gone@179901.example" {
			return refusing("recipient", 550)(step, of)
		}
		return nil
	})
	of := newOffice(t, d.mailer(config.TLSStart))
	gone := coordinator()
	gone.ID = "mail:gone@179901.example"
	of.receivers[gone.ID] = gone
	for range 3 {
		of.tell(random6())
	}
	of.pass(time.Second)
	if len(d.took()) != 3 || of.counted["mail refused"] != 3 || of.counted["mail sent"] != 3 {
		t.Errorf("the server took %d; counted %v", len(d.took()), of.counted)
	}
	counts, err := of.DB.ReceiverCounts(t.Context(), inventory.AllSchools(), of.Now())
	if err != nil || !strings.Contains(counts[gone.ID].Answer, "550") || counts[coordinator().ID].Answer != "" {
		t.Errorf("shown: %+v, %v", counts, err)
	}
}

func TestAServerThatIsGoneForDaysIsGivenUp(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	of := newOffice(t, Mailer{Mail: config.Mail{Host: "127.0.0.1", Port: closed.Addr().(*net.TCPAddr).Port, TLS: config.TLSStart, From: "rollcall@city.example"}})
	of.tell(random6())
	for range 72 {
		of.pass(time.Hour)
		if of.states() != store.MessageDue {
			t.Fatalf("given up after %s", of.Now().Sub(midday))
		}
	}
	of.pass(time.Hour)
	if of.states() != store.MessageRefused || of.counted["mail failed"] < 60 {
		t.Errorf("after %s: %s, %v", of.Now().Sub(midday), of.states(), of.counted)
	}
}

// Who has left is not written to, even if the message was due before.
func TestWhoHasLeftIsNotWrittenTo(t *testing.T) {
	d := startSMTP(t, false, nil)
	of := newOffice(t, d.mailer(config.TLSStart))
	of.tell(random6())
	delete(of.receivers, coordinator().ID)
	of.pass(time.Second)
	if len(d.took()) != 0 || of.states() != store.MessageDropped {
		t.Errorf("the server took %d mails; %s", len(d.took()), of.states())
	}
}

// A mail server that takes connections and never speaks delays no hook, and the
// other way round.
func TestOneThatHangsDelaysNoOther(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { silent.Close() })
	base, got := hookServer(t, 200)
	hook := hookAt(base, inventory.WayWebhook)
	of := newOffice(t, Mailer{Mail: config.Mail{Host: "127.0.0.1", Port: silent.Addr().(*net.TCPAddr).Port, TLS: config.TLSStart, From: "rollcall@city.example"}}, hook)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- of.Outbox.Run(ctx) }()
	const n = 5
	for range n {
		of.tell(random6())
	}
	of.Wake()
	took := 0
	eventually(t, "the hook has all messages", func() bool { took += len(got()); return took == n })
	stop()
	if err := <-done; err != nil {
		t.Errorf("Run: %v", err)
	}
	if states := of.states(); strings.Count(states, store.MessageDue) != n || strings.Count(states, store.MessageSent) != n {
		t.Errorf("when it ends: %s; what hung is still due", states)
	}
}

// Mail that was off for a week does not begin with old news.
func TestOldNewsIsNotSent(t *testing.T) {
	d := startSMTP(t, false, nil)
	of := newOffice(t, d.mailer(config.TLSStart))
	of.tell(random6())
	of.pass(8 * 24 * time.Hour)
	if len(d.took()) != 0 || of.states() != store.MessageDropped {
		t.Errorf("the server took %d mails; %s", len(d.took()), of.states())
	}
}

func TestPauses(t *testing.T) {
	for tries, want := range map[int]time.Duration{0: time.Minute, 1: 2 * time.Minute, 3: 8 * time.Minute, 4: 15 * time.Minute, 1000: 15 * time.Minute} {
		if got := pauseAfter(tries); got != want {
			t.Errorf("after %d tries: %s, want %s", tries, got, want)
		}
	}
}

// Many messages to a server that refuses now and then: none is lost, none is
// recorded that was not taken, and none comes twice.
func TestNoneOfManyIsLost(t *testing.T) {
	var mu sync.Mutex
	n := 0
	d := startSMTP(t, false, func(step, _ string) error {
		mu.Lock()
		defer mu.Unlock()
		if n++; n%7 == 0 {
			return refusing(step, 421)(step, "")
		}
		return nil
	})
	of := newOffice(t, d.mailer(config.TLSStart))
	const most = 120
	for range most {
		of.tell(random6())
	}
	for range 20 {
		of.pass(time.Hour)
	}
	if took := len(d.took()); took != most || of.counted["mail sent"] != most || strings.Count(of.states(), store.MessageSent) != most {
		t.Errorf("the server took %d of %d; counted %v", took, most, of.counted)
	}
}
