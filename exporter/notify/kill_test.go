package notify

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/store"
)

// kills is how often the sender is killed; 200 by hand.
var kills = flag.Int("kills", 25, "how often TestKilledBetweenTakingAndRecording kills the sender")

// senderEnv makes the test binary a sender that is to be killed: it holds the
// configuration of mail as JSON.
const senderEnv = "ROLLCALL_NOTIFY_SENDER"

func TestMain(m *testing.M) {
	text := os.Getenv(senderEnv)
	if text == "" {
		os.Exit(m.Run())
	}
	if err := sendUntilKilled(text, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// sendUntilKilled empties the outbox of a database.
func sendUntilKilled(text, path string) error {
	var m Mailer
	if err := json.Unmarshal([]byte(text), &m.Mail); err != nil {
		return err
	}
	db, err := store.Open(context.Background(), path, store.Options{})
	if err != nil {
		return err
	}
	out := NewOutbox(OutboxOptions{DB: db, Compose: testComposer, Mail: m, Now: func() time.Time { return midday }, Receivers: func(context.Context) (map[string]inventory.Receiver, error) {
		return map[string]inventory.Receiver{coordinator().ID: coordinator()}, nil
	}})
	return out.Run(context.Background())
}

// TestKilledBetweenTakingAndRecording kills the sender with SIGKILL at about the
// moment at which the mail server has taken a mail, over and over. Every message
// arrives; one that was taken and not recorded arrives twice, under one Message-ID.
func TestKilledBetweenTakingAndRecording(t *testing.T) {
	var mu sync.Mutex
	var victim *os.Process
	left, taken := *kills, 0
	d := startSMTP(t, false, func(step, _ string) error {
		mu.Lock()
		defer mu.Unlock()
		if step != "content" || victim == nil {
			return nil
		}
		if taken++; taken%2 == 0 { // every second mail of a sender is its last
			p := victim
			victim = nil
			// Before, at or after the answer: it has been taken in any case.
			go func() { time.Sleep(time.Duration(rand.IntN(3000)) * time.Microsecond); _ = p.Kill() }()
		}
		return nil
	})
	of := newOffice(t, Mailer{})
	for range *kills {
		of.tell(random6())
	}
	path := of.DB.Path()
	if err := of.DB.Close(); err != nil {
		t.Fatal(err)
	}
	for ; left > 0 && len(idsOf(d)) < *kills; left-- {
		runSender(t, d, path, func(p *os.Process) { mu.Lock(); victim = p; mu.Unlock() })
	}
	if n := len(idsOf(d)); n < *kills/2 {
		t.Fatalf("only %d of %d arrived while the sender was killed", n, *kills)
	}
	finish(t, d, path, *kills)
}

// runSender runs a sender until it is killed, or has nothing to do.
func runSender(t *testing.T, d *smtpd, path string, started func(*os.Process)) {
	t.Helper()
	before := len(d.took())
	cmd := sender(t, d, path)
	started(cmd.Process)
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	deadline := time.After(30 * time.Second)
	for {
		select {
		case <-ended:
			return
		case <-deadline:
			t.Fatalf("the sender has sent %d mails and was not killed", len(d.took())-before)
		case <-time.After(300 * time.Millisecond):
			if dueIsEmpty(d) {
				_ = cmd.Process.Kill()
			}
		}
	}
}

func dueIsEmpty(d *smtpd) bool { return len(idsOf(d)) >= *kills }

func sender(t *testing.T, d *smtpd, path string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(d.mailer(config.TLSNone).Mail)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, path)
	cmd.Env = append(os.Environ(), senderEnv+"="+string(text))
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// finish lets a sender end its work, and counts.
func finish(t *testing.T, d *smtpd, path string, want int) {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Clean(path), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	last := NewOutbox(OutboxOptions{DB: db, Compose: testComposer, Mail: d.mailer(config.TLSNone),
		Now: func() time.Time { return midday.Add(24 * time.Hour) },
		Receivers: func(context.Context) (map[string]inventory.Receiver, error) {
			return map[string]inventory.Receiver{coordinator().ID: coordinator()}, nil
		}})
	if err := last.lanes[0].empty(t.Context()); err != nil {
		t.Fatal(err)
	}
	ids := idsOf(d)
	rows, err := db.Messages(t.Context(), inventory.AllSchools(), store.MessageQuery{Limit: want + 1})
	if err != nil || len(rows) != want {
		t.Fatalf("%d messages in the store, %v, want %d", len(rows), err, want)
	}
	for _, r := range rows {
		id := fmt.Sprintf("<rollcall.%d.%d@city.example>", r.ID, r.At.Unix())
		if r.State != store.MessageSent || ids[id] == 0 {
			t.Errorf("message %d is %s and arrived %d times", r.ID, r.State, ids[id])
		}
	}
	t.Logf("%d messages, %d mails: %d lost, %d twice", want, len(d.took()), want-len(ids), len(d.took())-len(ids))
}

// idsOf counts the mails that a server took by their Message-ID.
func idsOf(d *smtpd) map[string]int {
	ids := map[string]int{}
	for _, m := range d.took() {
		ids[strings.TrimSpace(header(m.data, "Message-ID"))]++
	}
	return ids
}
