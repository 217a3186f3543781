package snmpsim

import (
	"net/netip"
	"testing"
	"time"
)

// Whatever comes in, the agent neither stops nor answers more than a message holds.
func FuzzRespond(f *testing.F) {
	a := New(Config{
		View:  func(string, time.Time) *MIB { return NewMIB([]Var{{OID{1, 3, 6, 1, 2, 1, 1, 5, 0}, Text("sim")}}) },
		Users: []User{{Name: "nobody"}, {Name: "watch", Auth: "SHA", AuthPassword: "roll-call-auth", Priv: "AES", PrivPassword: "roll-call-priv"}},
		Now:   func() time.Time { return time.Unix(1_000_000, 0) },
	})
	a.usm.name(netip.MustParseAddrPort("127.0.0.1:161"))
	// GET sysName.0 by v2c and v1, GETBULK by v2c, discovery by v3.
	f.Add([]byte("\x30\x27\x02\x01\x01\x04\x06public\xa0\x1a\x02\x02\x12\x67\x02\x01\x00\x02\x01\x00\x30\x0e\x30\x0c\x06\x08\x2b\x06\x01\x02\x01\x01\x05\x00\x05\x00"))
	f.Add([]byte("\x30\x27\x02\x01\x00\x04\x06public\xa0\x1a\x02\x02\x12\x67\x02\x01\x00\x02\x01\x00\x30\x0e\x30\x0c\x06\x08\x2b\x06\x01\x02\x01\x01\x05\x00\x05\x00"))
	f.Add([]byte("\x30\x27\x02\x01\x01\x04\x06public\xa5\x1a\x02\x02\x12\x67\x02\x01\x00\x02\x01\x7f\x30\x0e\x30\x0c\x06\x08\x2b\x06\x01\x02\x01\x01\x01\x00\x05\x00"))
	f.Add([]byte("\x30\x3a\x02\x01\x03\x30\x0f\x02\x02\x11\x11\x02\x03\x00\xff\xe3\x04\x01\x04\x02\x01\x03\x04\x10\x30\x0e\x04\x00\x02\x01\x00\x02\x01\x00\x04\x00\x04\x00\x04\x00\x30\x12\x04\x00\x04\x00\xa0\x0c\x02\x02\x22\x22\x02\x01\x00\x02\x01\x00\x30\x00"))
	f.Fuzz(func(t *testing.T, in []byte) {
		for _, d := range a.respond(in, netip.AddrPort{}) {
			if len(d.Octets) == 0 || len(d.Octets) > DefaultMaxMessage {
				t.Errorf("an answer of %d octets to %x", len(d.Octets), in)
			}
		}
	})
}

// Octets that pass the check decode, encode to themselves, and order as decoded.
func FuzzEncodedOID(f *testing.F) {
	f.Add([]byte{0x2b, 6, 1}, []byte{0x2b, 6, 1, 0x8f, 0xff, 0xff, 0xff, 0x7f})
	f.Add([]byte{0x88, 0x37, 3}, []byte{0x80, 1})
	f.Fuzz(func(t *testing.T, one, other []byte) {
		a, b := encodedOID(one), encodedOID(other)
		if a.check() != nil || b.check() != nil || len(a) == 0 || len(b) == 0 {
			return
		}
		if got := a.decode().encode(); got.compare(a) != 0 || string(got) != string(a) {
			t.Errorf("%x decodes to %v, which encodes to %x", a, a.decode(), got)
		}
		if got, want := sign(a.compare(b)), a.decode().Compare(b.decode()); got != want {
			t.Errorf("%x against %x: %d, want %d", a, b, got, want)
		}
	})
}

func sign(n int) int { return max(min(n, 1), -1) }
