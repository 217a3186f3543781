package web

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestHashesOfPasswords(t *testing.T) {
	h := newHasher(cheap())
	stored, err := h.hash(t.Context(), "café – 密碼夠長")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(stored, "$argon2id$v=19$m=8,t=1,p=1$") {
		t.Errorf("the hash is %q", stored)
	}
	for password, want := range map[string]bool{"café – 密碼夠長": true, "cafe\u0301 – 密碼夠長": true, "Café – 密碼夠長": false, "": false} {
		if got, err := h.matches(t.Context(), stored, password); got != want || err != nil {
			t.Errorf("%q matches %v, want %v (%v)", password, got, want, err)
		}
	}
	for _, bad := range []string{"", "plain", "$2a$10$abcdefghijklmnopqrstuv"} {
		if got, err := h.matches(t.Context(), bad, ""); got || err != nil {
			t.Errorf("the hash %q matches %v (%v)", bad, got, err)
		}
	}
	again, err := h.hash(t.Context(), "café – 密碼夠長")
	if err != nil || again == stored {
		t.Errorf("two hashes have one salt: %q, %v", again, err)
	}
	// The reference implementation's answer for "password", "somesalt", m=64 MiB, t=2, p=1.
	const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if got, err := h.matches(t.Context(), reference, "password"); !got || err != nil {
		t.Errorf("the reference's hash matches %v (%v)", got, err)
	}
}

// TestWhoIsUnknownCostsAsMuch holds that the hash for somebody who has none is as
// dear as the others.
func TestWhoIsUnknownCostsAsMuch(t *testing.T) {
	h := newHasher(usualCost())
	if h.decoy.cost != h.cost || len(h.decoy.salt) != saltBytes || len(h.decoy.digest) != digestBytes {
		t.Errorf("the decoy is %+v, want the cost %+v", h.decoy, h.cost)
	}
	if c := usualCost(); c.memory < 19<<10 || c.passes < 2 { // the least that OWASP advises
		t.Errorf("the usual cost is %+v", c)
	}
}

func TestHashesAreBounded(t *testing.T) {
	h := newHasher(cheap())
	hold := make(chan struct{})
	for range mostWaiting {
		go func() { _ = h.work(context.Background(), func() { <-hold }) }()
	}
	for len(h.waiting) < mostWaiting || len(h.slots) < atOnce {
		select {
		case <-t.Context().Done():
			t.Fatal("the hasher did not fill")
		default:
			time.Sleep(time.Millisecond)
		}
	}
	if _, err := h.hash(t.Context(), "x"); !errors.Is(err, errBusy) {
		t.Errorf("one more: %v, want errBusy", err)
	}
	close(hold)
}

func TestHashesThatAreNone(t *testing.T) {
	good := phc{cost: usualCost(), salt: make([]byte, saltBytes), digest: make([]byte, digestBytes)}.String()
	if _, err := parsePHC(good); err != nil {
		t.Fatal(err)
	}
	for _, tt := range [][2]string{{"argon2id", "argon2i"}, {"v=19", "v=16"}, {"m=19456", "m=0"}, {"m=19456", "m=2000000"}, {"m=19456", "m=4294967297"}, {"t=2", "t=0"}, {"t=2", "t=65"},
		{"p=1", "p=0"}, {"p=1", "p=17"}, {"p=1", "p=01"}, {"t=2,", ""}, {"m=19456,t=2", "t=2,m=19456"}, {"AAAA", "****"}, {"$argon2id", "argon2id"}, {"AAAAAAAAAAAAAAAAAAAAAA$", "AAAA$"}} {
		bad := strings.Replace(good, tt[0], tt[1], 1)
		if h, err := parsePHC(bad); err == nil {
			t.Errorf("parsePHC(%q) = %+v", bad, h)
		}
	}
}

func FuzzPHC(f *testing.F) {
	f.Add(phc{cost: usualCost(), salt: make([]byte, saltBytes), digest: make([]byte, digestBytes)}.String())
	f.Add("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
	f.Add("$argon2id$v=19$m=,t=,p=$$")
	f.Fuzz(func(t *testing.T, text string) {
		h, err := parsePHC(text)
		if err != nil {
			return
		}
		if h.String() != text {
			t.Errorf("parsePHC(%q) writes %q", text, h)
		}
		c := h.cost
		if c.memory < 1 || c.memory > mostMemory || c.passes < 1 || c.passes > mostPasses || c.lanes < 1 || c.lanes > mostLanes {
			t.Errorf("parsePHC(%q) costs %+v", text, c)
		}
	})
}
