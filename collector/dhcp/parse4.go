package dhcp

import (
	"encoding/binary"

	"github.com/insomniacslk/dhcp/dhcpv4"
	"github.com/insomniacslk/dhcp/iana"
	"github.com/insomniacslk/dhcp/rfc1035label"

	"rollcall/inventory"
)

// types4 are the messages by which addresses are got (RFC 2132, 9.6), and who says
// them.
var types4 = map[dhcpv4.MessageType]struct {
	name inventory.DHCPType
	op   dhcpv4.OpcodeType
}{
	dhcpv4.MessageTypeDiscover: {inventory.DHCPDiscover, dhcpv4.OpcodeBootRequest},
	dhcpv4.MessageTypeOffer:    {inventory.DHCPOffer, dhcpv4.OpcodeBootReply},
	dhcpv4.MessageTypeRequest:  {inventory.DHCPRequest, dhcpv4.OpcodeBootRequest},
	dhcpv4.MessageTypeDecline:  {inventory.DHCPDecline, dhcpv4.OpcodeBootRequest},
	dhcpv4.MessageTypeAck:      {inventory.DHCPAck, dhcpv4.OpcodeBootReply},
	dhcpv4.MessageTypeNak:      {inventory.DHCPNak, dhcpv4.OpcodeBootReply},
	dhcpv4.MessageTypeRelease:  {inventory.DHCPRelease, dhcpv4.OpcodeBootRequest},
	dhcpv4.MessageTypeInform:   {inventory.DHCPInform, dhcpv4.OpcodeBootRequest},
}

// Where the fixed part of a message ends and its options begin (RFC 2131, 2 and 3).
const (
	cookieAt  = 236
	optionsAt = 240
	cookie    = 0x63825363
)

// parse4 understands a message of DHCP for IPv4.
func parse4(b []byte) (m inventory.DHCPMessage, err error) {
	if len(b) < optionsAt || binary.BigEndian.Uint32(b[cookieAt:]) != cookie {
		return m, RefusedBOOTP
	}
	d, err := dhcpv4.FromBytes(b)
	if err != nil {
		return m, RefusedOptions
	}
	kind, ok := types4[d.MessageType()]
	if !ok {
		return m, RefusedType
	}
	if d.OpCode != kind.op {
		return m, RefusedDirection
	}
	mac, ok := device(d.ClientHWAddr)
	if !ok || d.HWType != iana.HWTypeEthernet {
		return m, RefusedHardware
	}
	m = inventory.DHCPMessage{
		Version: 4, Type: kind.name, XID: binary.BigEndian.Uint32(d.TransactionID[:]), MAC: mac, Secs: d.NumSeconds, Hops: d.HopCount,
		ClientIP: address(d.ClientIPAddr), YourIP: address(d.YourIPAddr), Gateway: address(d.GatewayIPAddr),
		Server: address(d.ServerIdentifier()), Wanted: address(d.RequestedIPAddress()), Lease: d.IPAddressLeaseTime(0),
		HostName: hostName(d), VendorClass: text(d.Options.Get(dhcpv4.OptionClassIdentifier)),
	}
	id := d.Options.Get(dhcpv4.OptionClientIdentifier)
	m.ClientID = hexadecimal(id[:min(len(id), mostIdentifier)])
	wants := d.Options.Get(dhcpv4.OptionParameterRequestList)
	m.Parameters = wants[:min(len(wants), mostParameters)]
	if relay := d.RelayAgentInfo(); relay != nil {
		m.CircuitID = hint(relay.Get(dhcpv4.AgentCircuitIDSubOption))
		m.RemoteID = hint(relay.Get(dhcpv4.AgentRemoteIDSubOption))
	}
	return m, nil
}

// fqdnEncoded is the flag E of option 81: the name is in the form of a DNS message.
const fqdnEncoded = 0x04

// hostName is what a client calls itself: option 12, else its full name in option
// 81 (RFC 4702, 2), which is a domain name in either of two forms.
func hostName(d *dhcpv4.DHCPv4) string {
	if b := d.Options.Get(dhcpv4.OptionHostName); len(b) > 0 {
		return text(b)
	}
	b := d.Options.Get(dhcpv4.OptionFQDN)
	if len(b) <= 3 {
		return ""
	}
	if b[0]&fqdnEncoded == 0 {
		return text(b[3:])
	}
	return domain(b[3:])
}

// domain is a name in the form of RFC 1035, 3.1.
func domain(b []byte) string {
	names, err := rfc1035label.FromBytes(b)
	if err != nil {
		return ""
	}
	return firstName(names)
}

// firstName is the first of several names; the library keeps each as one label.
func firstName(names *rfc1035label.Labels) string {
	if names == nil || len(names.Labels) == 0 {
		return ""
	}
	return text([]byte(names.Labels[0]))
}
