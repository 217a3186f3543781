package snmp_test

import (
	"context"
	"net/netip"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"rollcall/collector/inbox"
	"rollcall/inventory"
)

// A mailroom is an inbox for traps whose messages wait until the test says that
// they are stored.
type mailroom struct {
	*inbox.Inbox
	t    *testing.T
	mu   sync.Mutex
	came []inbox.Message
}

func openMailroom(t *testing.T, read func(inbox.Datagram) (inbox.Message, error)) *mailroom {
	t.Helper()
	b, err := inbox.Open(t.Context(), inbox.Options{Name: "trap", Listen: "127.0.0.1:0", Read: read, Burst: 100_000,
		Switch: func(a netip.Addr) (inventory.Switch, bool) {
			return inventory.Switch{ID: "sw", School: "179901"}, a.IsLoopback()
		}})
	if err != nil {
		t.Fatal(err)
	}
	m := &mailroom{Inbox: b, t: t}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- b.Run(ctx, func(msg inbox.Message) { m.mu.Lock(); defer m.mu.Unlock(); m.came = append(m.came, msg) })
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		b.Close()
	})
	return m
}

// wait returns the messages once there are so many.
func (m *mailroom) wait(n int) []inbox.Message {
	m.t.Helper()
	for m.t.Context().Err() == nil {
		m.mu.Lock()
		came := slices.Clone(m.came)
		m.mu.Unlock()
		if len(came) >= n {
			return came
		}
		time.Sleep(time.Millisecond)
	}
	return nil
}

// outcome waits until something became of n datagrams, and says what.
func (m *mailroom) outcome(n uint64) string {
	m.t.Helper()
	for m.t.Context().Err() == nil {
		var sum uint64
		var said []string
		for _, c := range m.Counts() {
			sum += c.N
			said = append(said, strings.TrimSpace(c.Result+" "+c.Reason)+" "+strconv.FormatUint(c.N, 10))
		}
		if sum >= n {
			return strings.Join(said, ", ")
		}
		time.Sleep(time.Millisecond)
	}
	return ""
}

// netSNMP runs one of net-snmp's senders against the inbox and returns what it said.
func (m *mailroom) netSNMP(name string, args ...string) (string, error) {
	m.t.Helper()
	for i, a := range args {
		if a == "AGENT" {
			args[i] = m.Address().String()
		}
	}
	out, err := exec.CommandContext(m.t.Context(), name, args...).CombinedOutput()
	return string(out), err
}

// outcomeOrMessage waits until the datagram was either understood, which is "", or
// refused.
func (m *mailroom) outcomeOrMessage() string {
	for m.t.Context().Err() == nil {
		m.mu.Lock()
		n := len(m.came)
		m.mu.Unlock()
		if n > 0 {
			return ""
		}
		if len(m.Counts()) > 0 {
			return m.outcome(1)
		}
		time.Sleep(time.Millisecond)
	}
	return "the test ended"
}

// storeAll says of every message that it is stored, as often as a sender repeats it.
func (m *mailroom) storeAll(stop <-chan struct{}) {
	for {
		m.mu.Lock()
		for _, msg := range m.came {
			msg.Done(false)
		}
		m.came = nil
		m.mu.Unlock()
		select {
		case <-stop:
			return
		case <-time.After(5 * time.Millisecond):
		}
	}
}
