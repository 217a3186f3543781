package snmp

import (
	"math"
	"strings"

	"github.com/gosnmp/gosnmp"

	"rollcall/inventory"
)

// A kind is what the values of a column may be. The types within a kind are not
// told apart: firmware gives Gauge32 for INTEGER, which does no harm.
type kind int

const (
	anyKind kind = iota
	numbers
	aPort // numbers that name a port: not negative, and not beyond Integer32
	octetStrings
)

// kindOf says what the MIB lets a column hold, and whether the meaning of its
// rows rests on it: then a false value spoils the table, else it counts as absent.
func kindOf(object string) (k kind, vital bool) {
	switch object {
	case "dot1qTpFdbPort", "dot1dTpFdbPort", "hwDynFdbPort":
		return aPort, true
	case "dot1qTpFdbStatus", "dot1dTpFdbStatus", "dot1dBasePortIfIndex", "dot1qPvid", "dot1qVlanFdbId", "dot3adAggPortAttachedAggID",
		"ifType", "ifAdminStatus", "ifOperStatus", "ipNetToPhysicalType", "ipNetToMediaType",
		"lldpRemChassisIdSubtype", "lldpRemPortIdSubtype", "lldpLocPortIdSubtype", "vmVlan":
		return numbers, true
	case "ifDescr", "ifName", "ifAlias", "ifPhysAddress", "dot1dTpFdbAddress",
		"dot1qVlanCurrentEgressPorts", "dot1qVlanCurrentUntaggedPorts", "dot1qVlanStaticEgressPorts",
		"dot1qVlanStaticUntaggedPorts", "dot1qVlanStaticName", "vtpVlanName", "lldpRemChassisId", "lldpRemPortId",
		"lldpRemPortDesc", "lldpRemSysName", "lldpRemSysDesc", "lldpLocPortId", "lldpLocPortDesc",
		"ipNetToPhysicalPhysAddress", "ipNetToMediaPhysAddress":
		return octetStrings, true
	}
	if strings.HasPrefix(object, "if") { // counters, speeds and times
		return numbers, false
	}
	return anyKind, false
}

// holds says whether a value is of the kind. NULL, which is none (RFC 3416, 3),
// passes for an absent text.
func (k kind) holds(v value) bool {
	switch k {
	case numbers:
		_, negative := v.any.(int) // as one agent writes "none"
		_, ok := v.number()
		return ok || negative
	case aPort:
		n, ok := v.number()
		return ok && n <= math.MaxInt32
	case octetStrings:
		return v.octets() != nil || v.kind == gosnmp.Null
	}
	return true
}

// admit lets a value of the column into the table, if it is of the right kind.
func (c *cursor) admit(v value) (value, *fault) {
	object := c.t.group.columns[c.col].object
	k, vital := kindOf(object)
	switch {
	case k.holds(v):
		return v, nil
	case vital:
		return value{}, faultf(inventory.ReasonGarbage, "%s: row %d has a value of type %s that the object cannot have",
			object, c.t.count[c.col]+1, v.kind).as(inventory.OddType)
	}
	c.t.dropped++
	return value{}, nil
}
