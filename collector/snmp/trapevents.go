package snmp

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/gosnmp/gosnmp"

	"rollcall/collector/inbox"
	"rollcall/inventory"
)

// maxEventText bounds the text of an event, in characters.
const maxEventText = 300

// The objects and notifications that are looked at, as gosnmp writes them.
const (
	snmpTrapOID  = ".1.3.6.1.6.3.1.1.4.1.0" // SNMPv2-MIB (RFC 3418)
	snmpTraps    = ".1.3.6.1.6.3.1.1.5."    // coldStart … of RFC 3418 and RFC 2863
	dot1dNewRoot = ".1.3.6.1.2.1.17.0.1"    // BRIDGE-MIB (RFC 4188)
	dot1dChange  = ".1.3.6.1.2.1.17.0.2"

	ifIndexColumn = ".1.3.6.1.2.1.2.2.1.1." // IF-MIB (RFC 2863)
	ifNameColumn  = ".1.3.6.1.2.1.31.1.1.1.1."
)

// A notification is a trap or inform of any version.
type notification struct {
	oid   string // snmpTrapOID
	vars  []gosnmp.SnmpPDU
	agent netip.Addr // agent-addr of SNMPv1: what the sender calls itself, behind translated addresses
}

// notificationOf takes the notification out of a packet. A trap of SNMPv1 is
// brought into the form of SNMPv2 (RFC 3584, 3.1).
func notificationOf(pkt *gosnmp.SnmpPacket) (notification, bool) {
	n := notification{vars: pkt.Variables}
	switch pkt.PDUType {
	case gosnmp.Trap:
		n.oid = v1TrapOID(pkt)
		n.agent, _ = netip.ParseAddr(pkt.AgentAddress)
		return n, pkt.Version == gosnmp.Version1
	case gosnmp.SNMPv2Trap, gosnmp.InformRequest:
		for _, v := range pkt.Variables {
			if v.Name == snmpTrapOID {
				n.oid, _ = v.Value.(string)
			}
		}
		return n, pkt.Version != gosnmp.Version1 && n.oid != ""
	}
	return n, false
}

func v1TrapOID(pkt *gosnmp.SnmpPacket) string {
	if g := pkt.GenericTrap; g >= 0 && g < 6 {
		return snmpTraps + fmt.Sprint(g+1)
	}
	return fmt.Sprintf("%s.0.%d", pkt.Enterprise, pkt.SpecificTrap)
}

// events says what a notification tells, and which tables a reading should look
// at to see whether it is so.
func (n notification) events() ([]inbox.Event, []inventory.Table) {
	switch n.oid {
	case snmpTraps + "1":
		return n.one(inventory.EventColdStart), inventory.Tables()
	case snmpTraps + "2":
		return n.one(inventory.EventWarmStart), inventory.Tables()
	case snmpTraps + "3":
		return n.link(inventory.EventLinkDown), []inventory.Table{inventory.TableInterfaces}
	case snmpTraps + "4":
		return n.link(inventory.EventLinkUp), []inventory.Table{inventory.TableInterfaces}
	case snmpTraps + "5":
		return n.one(inventory.EventAuthFailure), nil
	case dot1dNewRoot, dot1dChange:
		return n.one(inventory.EventTopologyChange), []inventory.Table{inventory.TableFDB}
	}
	if macs := n.macs(); len(macs) > 0 {
		return macs, []inventory.Table{inventory.TableFDB}
	}
	return n.one(inventory.EventOther), nil
}

// one is a single event of the switch as a whole.
func (n notification) one(kind inventory.EventKind) []inbox.Event {
	e := inventory.SwitchEvent{Kind: kind}
	if kind == inventory.EventOther {
		e.Text = n.text()
	}
	return []inbox.Event{{SwitchEvent: e}}
}

// link is an event of a port, which ifIndex names in the variables, or else in
// the instance of whatever stands there.
func (n notification) link(kind inventory.EventKind) []inbox.Event {
	events := n.one(kind)
	hint := &events[0].Hint
	for _, v := range n.vars {
		val := value{v.Type, v.Value}
		switch {
		case strings.HasPrefix(v.Name, ifIndexColumn):
			hint.IfIndex = val.integer()
		case strings.HasPrefix(v.Name, ifNameColumn):
			hint.Name = clip(val.text())
		}
	}
	return events
}

// text writes a notification that nobody here knows.
func (n notification) text() string {
	parts := []string{strings.TrimPrefix(n.oid, ".")}
	for _, v := range n.vars {
		if v.Name == snmpTrapOID || v.Name == sysUpTime {
			continue
		}
		parts = append(parts, strings.TrimPrefix(v.Name, ".")+"="+plain(value{v.Type, v.Value}))
	}
	return clip(strings.Join(parts, " "))
}

// note writes down what a sender of SNMPv1 calls itself, where that is another
// address than it sends from. Nothing is believed because of it.
func (n notification) note(from netip.Addr, events []inbox.Event) {
	if !n.agent.IsValid() || n.agent.IsUnspecified() || n.agent == from {
		return
	}
	for i := range events {
		events[i].Text = clip(strings.TrimSpace(events[i].Text + " agent-addr=" + n.agent.String()))
	}
}

// plain writes a variable's value.
func plain(v value) string {
	if number, ok := v.number(); ok {
		return fmt.Sprint(number)
	}
	if text := v.text(); text != "" {
		return text
	}
	return fmt.Sprint(v.any)
}

// clip shortens a text to what an event may hold.
func clip(s string) string {
	n := 0
	for i := range s {
		if n++; n > maxEventText {
			return s[:i]
		}
	}
	return s
}
