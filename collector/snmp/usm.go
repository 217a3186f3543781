package snmp

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gosnmp/gosnmp"

	"rollcall/inventory"
)

// timeWindow is how far the clocks of two engines may be apart (RFC 3414, 2.2.3).
const timeWindow = 150

// The reports of the User-based Security Model (RFC 3414, section 5).
const (
	reportSecurityLevel = ".1.3.6.1.6.3.15.1.1.1.0" // usmStatsUnsupportedSecLevels
	reportTimeWindow    = ".1.3.6.1.6.3.15.1.1.2.0" // usmStatsNotInTimeWindows
	reportUser          = ".1.3.6.1.6.3.15.1.1.3.0" // usmStatsUnknownUserNames
	reportEngine        = ".1.3.6.1.6.3.15.1.1.4.0" // usmStatsUnknownEngineIDs
	reportDigest        = ".1.3.6.1.6.3.15.1.1.5.0" // usmStatsWrongDigests
	reportDecryption    = ".1.3.6.1.6.3.15.1.1.6.0" // usmStatsDecryptionErrors
)

// errResync says that we have learned what the answer failed for, most often the
// agent's engine id or clock: the same request, sent again at once, has a chance.
var errResync = errors.New("the agent's engine, clock or answer size is another than we thought")

// An engine is what we know of the agent's SNMP engine: its id, and its clock
// as of a moment of ours.
type engine struct {
	codec *gosnmp.GoSNMP
	cred  Credential
	flags gosnmp.SnmpV3MsgFlags

	id          string
	boots, time uint32
	at          time.Time
}

// engineMemory is an engine as a poll remembers it. Keys are never remembered.
type engineMemory struct {
	ID    []byte `json:"id,omitempty"`
	Boots uint32 `json:"boots,omitempty"`
	Time  uint32 `json:"time,omitempty"`
	At    int64  `json:"at,omitempty"` // unix seconds
}

// newEngine prepares the codec for version 3. What a former poll knows saves
// the discovery.
func newEngine(codec *gosnmp.GoSNMP, c Credential, known engineMemory) (*engine, error) {
	auth, ok := authProtocols()[strings.ToUpper(c.Auth)]
	if !ok {
		return nil, faultf(inventory.ReasonAuth, "credential %s: authentication %q is not known", c.label(), c.Auth)
	}
	priv, ok := privProtocols()[strings.ToUpper(c.Priv)]
	if !ok {
		return nil, faultf(inventory.ReasonAuth, "credential %s: privacy %q is not known", c.label(), c.Priv)
	}
	e := &engine{codec: codec, cred: c, flags: gosnmp.NoAuthNoPriv}
	switch {
	case priv != gosnmp.NoPriv && auth == gosnmp.NoAuth:
		return nil, faultf(inventory.ReasonAuth, "credential %s: privacy needs authentication (RFC 3414, 1.4.3)", c.label())
	case priv != gosnmp.NoPriv:
		e.flags = gosnmp.AuthPriv
	case auth != gosnmp.NoAuth:
		e.flags = gosnmp.AuthNoPriv
	}
	codec.Version, codec.SecurityModel, codec.MsgFlags = gosnmp.Version3, gosnmp.UserSecurityModel, e.flags
	codec.ContextName = c.Context
	if len(known.ID) >= 5 {
		e.learn(string(known.ID), known.Boots, known.Time, time.Unix(known.At, 0))
		return e, e.localize(auth, priv)
	}
	return e, nil
}

func authProtocols() map[string]gosnmp.SnmpV3AuthProtocol {
	return map[string]gosnmp.SnmpV3AuthProtocol{"": gosnmp.NoAuth, "NONE": gosnmp.NoAuth, "MD5": gosnmp.MD5,
		"SHA": gosnmp.SHA, "SHA1": gosnmp.SHA, "SHA-1": gosnmp.SHA,
		"SHA224": gosnmp.SHA224, "SHA256": gosnmp.SHA256, "SHA384": gosnmp.SHA384, "SHA512": gosnmp.SHA512,
		"SHA-224": gosnmp.SHA224, "SHA-256": gosnmp.SHA256, "SHA-384": gosnmp.SHA384, "SHA-512": gosnmp.SHA512}
}

func privProtocols() map[string]gosnmp.SnmpV3PrivProtocol {
	return map[string]gosnmp.SnmpV3PrivProtocol{"": gosnmp.NoPriv, "NONE": gosnmp.NoPriv, "DES": gosnmp.DES,
		"AES": gosnmp.AES, "AES128": gosnmp.AES, "AES-128": gosnmp.AES, "AES192": gosnmp.AES192, "AES256": gosnmp.AES256,
		"AES-192": gosnmp.AES192, "AES-256": gosnmp.AES256, "AES192C": gosnmp.AES192C, "AES256C": gosnmp.AES256C}
}

// learn takes an engine's id and clock.
func (e *engine) learn(id string, boots, seconds uint32, at time.Time) {
	e.id, e.boots, e.time, e.at = id, boots, seconds, at
}

// now is the engine's clock at a moment of ours.
func (e *engine) now(at time.Time) uint32 {
	if passed := at.Sub(e.at); passed > 0 {
		return e.time + uint32(passed/time.Second)
	}
	return e.time
}

// stamp puts the engine's clock into the next message.
func (e *engine) stamp(at time.Time) {
	sp := e.codec.SecurityParameters.(*gosnmp.UsmSecurityParameters)
	sp.AuthoritativeEngineBoots, sp.AuthoritativeEngineTime = e.boots, e.now(at)
}

// remember is the engine for the next poll.
func (e *engine) remember(at time.Time) engineMemory {
	return engineMemory{ID: []byte(e.id), Boots: e.boots, Time: e.now(at), At: at.Unix()}
}

// localize derives the keys for the engine's id (RFC 3414, 2.6). The passwords
// are dropped from the codec afterwards: else any datagram that names another
// engine would make it derive keys again, each time into a cache that never shrinks.
func (e *engine) localize(auth gosnmp.SnmpV3AuthProtocol, priv gosnmp.SnmpV3PrivProtocol) error {
	sp := &gosnmp.UsmSecurityParameters{UserName: e.cred.User, AuthoritativeEngineID: e.id,
		AuthenticationProtocol: auth, PrivacyProtocol: priv,
		AuthenticationPassphrase: e.cred.AuthPassword, PrivacyPassphrase: e.cred.PrivPassword}
	if err := e.shortPrivacyKey(sp); err != nil {
		return err
	}
	if err := sp.InitSecurityKeys(); err != nil {
		return faultf(inventory.ReasonAuth, "credential %s: derive keys: %v", e.cred.label(), err)
	}
	if (auth != gosnmp.NoAuth && len(sp.SecretKey) == 0) || (priv != gosnmp.NoPriv && len(sp.PrivacyKey) == 0) {
		return faultf(inventory.ReasonAuth, "credential %s: a password is missing", e.cred.label())
	}
	sp.AuthenticationPassphrase, sp.PrivacyPassphrase = "", ""
	e.codec.SecurityParameters, e.codec.ContextEngineID = sp, e.id
	return nil
}

// shortPrivacyKey derives the privacy key of AES-128 as if it were an
// authentication key: its 16 octets need no key extension (RFC 3826, 1.2),
// which gosnmp would compute all the same, hashing a megabyte for every engine.
func (e *engine) shortPrivacyKey(sp *gosnmp.UsmSecurityParameters) error {
	if sp.PrivacyProtocol != gosnmp.AES {
		return nil
	}
	twin := &gosnmp.UsmSecurityParameters{AuthoritativeEngineID: e.id, PrivacyProtocol: gosnmp.NoPriv,
		AuthenticationProtocol: sp.AuthenticationProtocol, AuthenticationPassphrase: sp.PrivacyPassphrase}
	if err := twin.InitSecurityKeys(); err != nil || len(twin.SecretKey) < 16 {
		return faultf(inventory.ReasonAuth, "credential %s: derive the privacy key: password missing", e.cred.label())
	}
	sp.PrivacyKey = twin.SecretKey[:16]
	return nil
}

// discover learns the engine id of the agent where it is not known (RFC 3414, section 4).
func (s *session) discover(ctx context.Context, try int) error {
	e := s.usm
	if e.id != "" {
		return nil
	}
	s.lastID++
	probe := &gosnmp.SnmpPacket{Version: gosnmp.Version3, MsgFlags: gosnmp.Reportable, MsgID: s.lastID, RequestID: s.lastID,
		SecurityModel: gosnmp.UserSecurityModel, SecurityParameters: &gosnmp.UsmSecurityParameters{}, PDUType: gosnmp.GetRequest}
	out, err := probe.MarshalMsg()
	if err != nil {
		return faultf(inventory.ReasonGarbage, "encode engine discovery: %v", err)
	}
	if err := s.send(ctx, out, try > 0); err != nil {
		return err
	}
	if _, err := s.receive(ctx, s.lastID, s.patience(request{}, try)); !errors.Is(err, errResync) {
		return err
	}
	return e.localize(authProtocols()[strings.ToUpper(e.cred.Auth)], privProtocols()[strings.ToUpper(e.cred.Priv)])
}

// unlock authenticates, decrypts and decodes a version 3 message. Reports that
// cannot be authenticated, because the agent knows neither our user nor our
// keys, only end or repeat the request they name.
func (s *session) unlock(datagram []byte) (*gosnmp.SnmpPacket, error) {
	if s.usm.id != "" {
		pkt, err := s.codec.UnmarshalTrap(datagram, false)
		if err == nil {
			return pkt, s.timely(pkt)
		}
	}
	n := copy(datagram, s.buf[:len(datagram)]) // the attempt above has blanked the digest
	bare := &gosnmp.GoSNMP{Version: gosnmp.Version3, SecurityModel: gosnmp.UserSecurityModel,
		SecurityParameters: &gosnmp.UsmSecurityParameters{UserName: "report"}}
	pkt, err := bare.SnmpDecodePacket(datagram[:n])
	if err != nil {
		return nil, fmt.Errorf("%w: neither authentic nor a report: %w", errIgnored, err)
	}
	if pkt.PDUType != gosnmp.Report {
		return nil, fmt.Errorf("%w: it is not authentic", errIgnored)
	}
	return nil, s.reported(pkt, false)
}

// timely checks an authentic message against the engine's clock (RFC 3414,
// 3.2, 7b) and keeps the clock in step.
func (s *session) timely(pkt *gosnmp.SnmpPacket) error {
	if pkt.PDUType == gosnmp.Report {
		return s.reported(pkt, true)
	}
	sp, ok := pkt.SecurityParameters.(*gosnmp.UsmSecurityParameters)
	e := s.usm
	switch {
	case !ok || sp.AuthoritativeEngineID != e.id:
		return fmt.Errorf("%w: it comes from another engine", errIgnored)
	case pkt.MsgFlags&gosnmp.AuthPriv != e.flags:
		return fmt.Errorf("%w: its security level is not ours", errIgnored)
	case sp.UserName != s.cred.User:
		return fmt.Errorf("%w: it is for another user", errIgnored)
	case e.flags == gosnmp.NoAuthNoPriv:
		return nil
	case sp.AuthoritativeEngineBoots < e.boots,
		sp.AuthoritativeEngineBoots == e.boots && sp.AuthoritativeEngineTime+timeWindow < e.now(time.Now()):
		return fmt.Errorf("%w: it is older than %d s", errIgnored, timeWindow)
	}
	e.learn(e.id, sp.AuthoritativeEngineBoots, sp.AuthoritativeEngineTime, time.Now())
	return nil
}

// reported turns a report into what it means for us.
func (s *session) reported(pkt *gosnmp.SnmpPacket, authentic bool) error {
	sp, ok := pkt.SecurityParameters.(*gosnmp.UsmSecurityParameters)
	if !ok || len(pkt.Variables) == 0 || pkt.MsgID != s.lastID {
		return fmt.Errorf("%w: it is a report on something else", errIgnored)
	}
	e := s.usm
	switch name := pkt.Variables[0].Name; name {
	case reportTimeWindow:
		if !authentic && e.flags != gosnmp.NoAuthNoPriv {
			return fmt.Errorf("%w: its clock is not authentic", errIgnored)
		}
		e.learn(e.id, sp.AuthoritativeEngineBoots, sp.AuthoritativeEngineTime, time.Now())
		return errResync
	case reportEngine:
		return s.newEngineID(sp)
	case reportUser:
		if e.id == "" { // some agents answer a discovery so
			return s.newEngineID(sp)
		}
		return s.refused("user %q is not known to the switch", s.cred.User)
	case reportDigest:
		return s.refused("the authentication password or protocol of user %q is wrong", s.cred.User)
	case reportDecryption:
		return s.refused("the privacy password or protocol of user %q is wrong", s.cred.User)
	case reportSecurityLevel:
		return s.refused("user %q may not use this security level: authentication or privacy is set differently on the switch", s.cred.User)
	default:
		return s.refused("the switch reports %s", name)
	}
}

// newEngineID takes over the id that the agent gives itself. It is not
// authentic, but a wrong one only makes our next request fail.
func (s *session) newEngineID(sp *gosnmp.UsmSecurityParameters) error {
	if n := len(sp.AuthoritativeEngineID); n < 5 || n > 32 {
		return faultf(inventory.ReasonGarbage, "the agent's engine id has %d octets, not 5 to 32 (RFC 3411, 5)", n)
	}
	if s.usm.id == sp.AuthoritativeEngineID {
		return fmt.Errorf("%w: it reports our own engine id as unknown", errIgnored)
	}
	s.usm.learn(sp.AuthoritativeEngineID, sp.AuthoritativeEngineBoots, sp.AuthoritativeEngineTime, time.Now())
	if s.codec.SecurityParameters != nil {
		e := s.usm
		if err := e.localize(authProtocols()[strings.ToUpper(e.cred.Auth)], privProtocols()[strings.ToUpper(e.cred.Priv)]); err != nil {
			return err
		}
	}
	return errResync
}

// refused says that the agent does not let us in, and why.
func (s *session) refused(format string, args ...any) error {
	return faultf(inventory.ReasonAuth, "credential "+s.cred.label()+": "+format, args...)
}

// whySilent finds out why an agent does not answer authPriv. One that cannot
// decrypt a message may drop it without a report (net-snmp does); then it still
// answers one without privacy, be it with a report.
func (s *session) whySilent(ctx context.Context, silence error) error {
	e := s.usm
	if e.id == "" || e.flags != gosnmp.AuthPriv {
		return silence
	}
	e.flags, s.codec.MsgFlags = gosnmp.AuthNoPriv, gosnmp.AuthNoPriv
	defer func() { e.flags, s.codec.MsgFlags = gosnmp.AuthPriv, gosnmp.AuthPriv }()
	_, err := s.exchange(ctx, request{pdu: gosnmp.GetRequest, names: []string{sysUpTime}, tries: 1})
	if err != nil && asFault(err).reason != inventory.ReasonAuth {
		return silence
	}
	return s.refused("the privacy password or protocol of user %q is wrong: the switch answers without privacy and is silent with it", s.cred.User)
}
