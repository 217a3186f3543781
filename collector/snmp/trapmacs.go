package snmp

import (
	"encoding/binary"
	"strings"

	"rollcall/collector/inbox"
	"rollcall/inventory"
)

// The objects of MAC notifications.
const (
	cmnHistMacChangedMsg = ".1.3.6.1.4.1.9.9.215.1.1.8.1.2." // CISCO-MAC-NOTIFICATION-MIB
	cmnMACMoveAddress    = ".1.3.6.1.4.1.9.9.215.1.3.3"
	cmnMACMoveVlanNumber = ".1.3.6.1.4.1.9.9.215.1.3.4"
	cmnMACMoveToPortID   = ".1.3.6.1.4.1.9.9.215.1.3.6"
	dlinkProducts        = ".1.3.6.1.4.1.171.11." // each product has its own copy of swL2macNotifyInfo
)

// macs are the devices that came, went or moved, as a notification tells.
func (n notification) macs() []inbox.Event {
	var events []inbox.Event
	var moved inbox.Event
	for _, v := range n.vars {
		val := value{v.Type, v.Value}
		name := strings.TrimSuffix(v.Name, ".0")
		switch {
		case strings.HasPrefix(v.Name, cmnHistMacChangedMsg):
			events = append(events, ciscoMACs(val.octets())...)
		case strings.HasPrefix(v.Name, dlinkProducts):
			events = append(events, dlinkMACs(val.octets())...)
		case name == cmnMACMoveAddress:
			if m, ok := val.mac(); ok {
				moved.Kind, moved.MAC = inventory.EventMACMoved, &m
			}
		case name == cmnMACMoveVlanNumber:
			moved.VID = vidOf(val.integer())
		case name == cmnMACMoveToPortID:
			moved.Hint.BridgePort = val.integer()
		}
	}
	if moved.MAC != nil {
		events = append(events, moved)
	}
	return events
}

// vidOf is a VLAN ID (IEEE 802.1Q, 9.6), 0 where a number is none.
func vidOf(n int) int {
	if n < 1 || n > 4094 {
		return 0
	}
	return n
}

// ciscoMACs reads cmnHistMacChangedMsg: records of operation (1 learned, 2
// removed, 0 the end), VLAN in two octets, MAC, dot1dBasePort in two octets. The
// records before one that makes no sense count.
func ciscoMACs(b []byte) []inbox.Event {
	const size, most = 11, 254 // octets of a record, and of all as the MIB has it
	b = b[:min(len(b), most)]
	var events []inbox.Event
	for ; len(b) >= size && b[0] != 0; b = b[size:] {
		kind, ok := macKind(b[0], 2)
		if !ok {
			break
		}
		mac := inventory.MAC(b[3:9])
		events = append(events, inbox.Event{
			SwitchEvent: inventory.SwitchEvent{Kind: kind, MAC: &mac, VID: vidOf(int(binary.BigEndian.Uint16(b[1:])))},
			Hint:        inbox.Hint{BridgePort: int(binary.BigEndian.Uint16(b[9:]))},
		})
	}
	return events
}

// dlinkMACs reads swL2macNotifyInfo: records of operation (1 learned, 2 removed, 3
// moved), MAC, unit and port, each in one octet or, on older models, in two, and a
// zero. Which it is, is measured: one of the two fits to the end. Octets that fit
// neither are no MAC notification.
func dlinkMACs(b []byte) []inbox.Event {
	for _, width := range []int{1, 2} {
		if events := dlinkRecords(b, width); len(events) > 0 {
			return events
		}
	}
	return nil
}

func dlinkRecords(b []byte, width int) []inbox.Event {
	const most = 1024 // octets, as the MIBs have it
	size := 1 + 6 + 2*width + 1
	if len(b) == 0 || len(b) > most || len(b)%size != 0 {
		return nil
	}
	var events []inbox.Event
	for ; len(b) > 0; b = b[size:] {
		kind, ok := macKind(b[0], 3)
		port := int(b[size-2])
		if width == 2 {
			port += int(b[size-3]) << 8
		}
		if !ok || b[size-1] != 0 || port == 0 {
			return nil
		}
		mac := inventory.MAC(b[1:7])
		events = append(events, inbox.Event{
			SwitchEvent: inventory.SwitchEvent{Kind: kind, MAC: &mac},
			Hint:        inbox.Hint{BridgePort: port},
		})
	}
	return events
}

// macKind is what an operation code means, up to the highest that is in use.
func macKind(operation byte, highest int) (inventory.EventKind, bool) {
	kinds := [...]inventory.EventKind{1: inventory.EventMACLearned, 2: inventory.EventMACRemoved, 3: inventory.EventMACMoved}
	if operation == 0 || int(operation) > highest {
		return "", false
	}
	return kinds[operation], true
}
