package snmp

import (
	"bytes"
	"crypto/hmac"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/gosnmp/gosnmp"
)

// fuzzUser is a user of each level of security.
func fuzzUsers() []Credential {
	return []Credential{
		{Name: "open", Version: Version3, User: "open"},
		{Name: "auth", Version: Version3, User: "auth", Auth: "SHA", AuthPassword: "authpass12"},
		{Name: "des", Version: Version3, User: "des", Auth: "MD5", AuthPassword: "authpass12", Priv: "DES", PrivPassword: "privpass12"},
		{Name: "aes", Version: Version3, User: "aes", Auth: "SHA256", AuthPassword: "authpass12", Priv: "AES", PrivPassword: "privpass12"},
	}
}

// fuzzEngine is the engine that all of them are known to.
const fuzzEngine = "\x80\x00\x7e\xd9\x04fuzz"

// fuzzSession waits for the answer to request 1000.
func fuzzSession(tb testing.TB, ring *Keyring, c Credential) *session {
	tb.Helper()
	s := &session{target: Target{Keys: ring}.withDefaults(), lastID: 1000, before: 999, buf: make([]byte, maxDatagram+1)}
	if err := s.use(c, engineMemory{ID: []byte(fuzzEngine), Boots: 2, Time: 1000, At: time.Now().Unix()}); err != nil {
		tb.Fatal(err)
	}
	return s
}

// sealed is an answer, or a report, as the engine would send it.
func sealed(tb testing.TB, ring *Keyring, c Credential, kind gosnmp.PDUType, name string) []byte {
	tb.Helper()
	s := fuzzSession(tb, ring, c)
	out, err := s.usm.seal(&gosnmp.SnmpPacket{MsgID: 1000, RequestID: 1000, ContextEngineID: fuzzEngine, PDUType: kind,
		Variables: []gosnmp.SnmpPDU{{Name: name, Type: gosnmp.TimeTicks, Value: uint32(77)}}}, time.Now())
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// signed says whether a message has the right authentication code, worked out here
// without the codec (RFC 3414, 6.3 and 7.3; RFC 7860, 4.2).
func signed(tb testing.TB, ring *Keyring, c Credential, datagram []byte) bool {
	tb.Helper()
	m, _, err := peek(datagram)
	at := bytes.Index(datagram, []byte(m.code))
	if err != nil || len(m.code) < 12 || at < 0 {
		return false
	}
	kind, err := userKindOf(c)
	if err != nil {
		tb.Fatal(err)
	}
	sp, err := ring.parameters(kind, c, fuzzEngine)
	if err != nil {
		tb.Fatal(err)
	}
	blank := slices.Clone(datagram)
	clear(blank[at : at+len(m.code)])
	mac := hmac.New(kind.auth.HashType().New, sp.SecretKey)
	mac.Write(blank)
	sum := mac.Sum(nil)
	return len(m.code) <= len(sum) && string(sum[:len(m.code)]) == m.code
}

// FuzzVersion3 hands what an agent may send to a session that waits for an answer:
// nothing panics past it, and what is not authentic tells a user with a password
// neither a fact nor the time.
func FuzzVersion3(f *testing.F) {
	ring := &Keyring{}
	for i, c := range fuzzUsers() {
		for _, seed := range [][]byte{
			sealed(f, ring, c, gosnmp.GetResponse, sysUpTime),
			sealed(f, ring, c, gosnmp.Report, reportTimeWindow),
			sealed(f, ring, c, gosnmp.Report, reportEngine),
			sealed(f, ring, c, gosnmp.Report, reportDigest),
			sealed(f, ring, c, gosnmp.Report, reportUser),
			sealed(f, ring, fuzzUsers()[0], gosnmp.Report, reportDecryption),
		} {
			f.Add(i, seed)
			f.Add(i, seed[:len(seed)/2])
		}
	}
	f.Add(0, []byte{})
	f.Add(3, []byte{0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 2, 1, 3})
	f.Fuzz(func(t *testing.T, user int, datagram []byte) {
		if len(datagram) > maxDatagram {
			return
		}
		c := fuzzUsers()[uint(user)%4]
		s := fuzzSession(t, ring, c)
		before := s.usm.clock
		a, err := s.accept(copy(s.buf, datagram), 1000)
		if c.Auth == "" || signed(t, ring, c, datagram) {
			return
		}
		if err == nil {
			t.Errorf("%x was taken for an answer to %s: %+v", datagram, c.Name, a)
		}
		if errors.Is(err, errResync) && s.usm.id == fuzzEngine && s.usm.clock != before {
			t.Errorf("%x has set the clock of %s to %+v", datagram, c.Name, s.usm.clock)
		}
	})
}

// TestSealedMessagesAreOpened seals as an agent and takes as its manager, and finds
// every octet that was changed.
func TestSealedMessagesAreOpened(t *testing.T) {
	ring := &Keyring{}
	for _, c := range fuzzUsers() {
		datagram := sealed(t, ring, c, gosnmp.GetResponse, sysUpTime)
		s := fuzzSession(t, ring, c)
		a, err := s.accept(copy(s.buf, datagram), 1000)
		if err != nil || len(a.vars) != 1 || a.vars[0].Name != sysUpTime {
			t.Fatalf("%s: %+v, %v", c.Name, a, err)
		}
		if c.Auth == "" {
			continue
		}
		for i := range datagram {
			forged := slices.Clone(datagram)
			forged[i] ^= 0x55
			s := fuzzSession(t, ring, c)
			if a, err := s.accept(copy(s.buf, forged), 1000); err == nil {
				t.Errorf("%s: octet %d changed, and taken: %+v", c.Name, i, a)
			}
		}
		if again := sealed(t, ring, c, gosnmp.GetResponse, sysUpTime); c.Priv != "" && bytes.Equal(again, datagram) {
			t.Errorf("%s: two messages are alike: the salt was used twice", c.Name)
		}
	}
}

// TestAKeyringDerivesOnceAndIsBounded asks for the keys of one user twice, and of
// more engines than it holds.
func TestAKeyringDerivesOnceAndIsBounded(t *testing.T) {
	ring := &Keyring{}
	c := fuzzUsers()[3]
	kind, err := userKindOf(c)
	if err != nil {
		t.Fatal(err)
	}
	first, err := ring.parameters(kind, c, fuzzEngine)
	if err != nil {
		t.Fatal(err)
	}
	second, err := ring.parameters(kind, c, fuzzEngine)
	if err != nil || &first.SecretKey[0] != &second.SecretKey[0] || len(ring.known) != 1 {
		t.Errorf("%d entries, %v: the keys were derived again", len(ring.known), err)
	}
	if first.AuthenticationPassphrase != "" || first.PrivacyPassphrase != "" {
		t.Error("the passwords are handed on")
	}
	for i := range mostKeys + 10 {
		ring.keep([32]byte{byte(i), byte(i >> 8), byte(i >> 16), 1}, keys{})
	}
	if len(ring.known) > mostKeys {
		t.Errorf("%d entries, want %d at most", len(ring.known), mostKeys)
	}
}
