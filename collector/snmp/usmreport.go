package snmp

import (
	"time"

	"github.com/gosnmp/gosnmp"

	"rollcall/inventory"
)

// The reports of the User-based Security Model (RFC 3414, section 5).
const (
	reportSecurityLevel = ".1.3.6.1.6.3.15.1.1.1.0" // usmStatsUnsupportedSecLevels
	reportTimeWindow    = ".1.3.6.1.6.3.15.1.1.2.0" // usmStatsNotInTimeWindows
	reportUser          = ".1.3.6.1.6.3.15.1.1.3.0" // usmStatsUnknownUserNames
	reportEngine        = ".1.3.6.1.6.3.15.1.1.4.0" // usmStatsUnknownEngineIDs
	reportDigest        = ".1.3.6.1.6.3.15.1.1.5.0" // usmStatsWrongDigests
	reportDecryption    = ".1.3.6.1.6.3.15.1.1.6.0" // usmStatsDecryptionErrors
	reportContext       = ".1.3.6.1.6.3.12.1.5.0"   // snmpUnknownContexts (RFC 3413)
)

// reported turns a report into what it means for us.
func (s *session) reported(pkt *gosnmp.SnmpPacket, m v3Message, authentic bool) error {
	e := s.usm
	if len(pkt.Variables) == 0 || m.id != s.lastID {
		return strayf(inventory.OddReport, "it is a report on something else")
	}
	switch name := pkt.Variables[0].Name; name {
	case reportTimeWindow:
		return s.outOfWindow(m, authentic)
	case reportEngine:
		return s.newEngineID(m)
	case reportUser:
		if e.id == "" { // some agents answer a discovery so
			return s.newEngineID(m)
		}
		return s.refused("user %q is not known to the switch", s.cred.User)
	case reportDigest:
		return s.refused("the authentication password or protocol of user %q is wrong", s.cred.User)
	case reportDecryption:
		return s.refused("the privacy password or protocol of user %q is wrong", s.cred.User)
	case reportSecurityLevel:
		return s.refused("user %q may not use this security level: authentication or privacy is set differently on the switch", s.cred.User)
	case reportContext:
		return faultf(inventory.ReasonUnsupported, "the switch has no context %q", s.codec.ContextName)
	default:
		return s.refused("the switch reports %s", name)
	}
}

// outOfWindow takes the clock of an agent that finds ours wrong. It may have gone
// back, where an agent lost its configuration; what proves that the report is no
// old one is the message id, which was drawn at random.
func (s *session) outOfWindow(m v3Message, authentic bool) error {
	e := s.usm
	switch {
	case !authentic && e.level() != gosnmp.NoAuthNoPriv:
		return strayf(inventory.OddAuthenticity, "its clock is not authentic")
	case e.answered && m.clock.boots != e.clock.boots:
		return e.restarted(m.clock)
	}
	e.learn(m.clock, time.Now())
	return errResync
}

// newEngineID takes over the id that the agent gives itself. It is not
// authentic, but a wrong one only makes our next request fail.
func (s *session) newEngineID(m v3Message) error {
	if n := len(m.engineID); n < 5 || n > 32 {
		return faultf(inventory.ReasonGarbage, "the agent's engine id has %d octets, not 5 to 32 (RFC 3411, 5)", n)
	}
	if s.usm.id == m.engineID {
		return strayf(inventory.OddReport, "it reports our own engine id as unknown")
	}
	if err := s.usm.become(m.engineID, m.clock, time.Now()); err != nil {
		return err
	}
	return errResync
}

// refused says that the agent does not let us in, and why.
func (s *session) refused(format string, args ...any) error {
	return faultf(inventory.ReasonAuth, "credential "+s.cred.label()+": "+format, args...)
}
