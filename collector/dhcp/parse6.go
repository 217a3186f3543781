package dhcp

import (
	"encoding/binary"
	"time"

	"github.com/insomniacslk/dhcp/dhcpv6"
	"github.com/insomniacslk/dhcp/iana"

	"rollcall/inventory"
)

// types6 are the messages by which addresses are got (RFC 8415, 7.3).
var types6 = map[dhcpv6.MessageType]inventory.DHCPType{
	dhcpv6.MessageTypeSolicit: "solicit", dhcpv6.MessageTypeAdvertise: "advertise", dhcpv6.MessageTypeRequest: "request6",
	dhcpv6.MessageTypeConfirm: "confirm", dhcpv6.MessageTypeRenew: "renew", dhcpv6.MessageTypeRebind: "rebind",
	dhcpv6.MessageTypeReply: "reply", dhcpv6.MessageTypeRelease: "release6", dhcpv6.MessageTypeDecline: "decline6",
	dhcpv6.MessageTypeReconfigure: "reconfigure", dhcpv6.MessageTypeInformationRequest: "information",
}

// parse6 understands a message of DHCPv6, also one that relays carry: that is told
// as what it is, with the relay nearest to the client as its gateway.
func parse6(p Packet) (m inventory.DHCPMessage, err error) {
	d, err := dhcpv6.FromBytes(p.Payload)
	if err != nil {
		return m, RefusedOptions
	}
	m.Version = 6
	for d.IsRelay() {
		relay := d.(*dhcpv6.RelayMessage)
		takeRelay(&m, relay)
		if d = relay.Options.RelayMessage(); d == nil {
			return m, RefusedRelayed
		}
	}
	message := d.(*dhcpv6.Message)
	kind, ok := types6[message.MessageType]
	if !ok {
		return m, RefusedType
	}
	m.Type = kind
	if m.MAC.IsZero() && !m.Gateway.IsValid() {
		m.MAC = p.neighbour(kind)
	}
	takeMessage(&m, message)
	return m, nil
}

// neighbour is the MAC of a client that speaks for itself, on the link where the
// packet was heard; zero: its frame does not say.
func (p Packet) neighbour(kind inventory.DHCPType) (mac inventory.MAC) {
	client, addr := p.FromMAC, p.From.Addr()
	switch kind {
	case "advertise", inventory.DHCPReply, "reconfigure":
		client, addr = p.ToMAC, p.To.Addr()
	}
	if addr.IsLinkLocalUnicast() {
		mac, _ = device(client[:])
	}
	return mac
}

// takeRelay keeps what a relay says of where the client is (RFC 8415, 9.1). Relays
// come from the outermost to the one at the client.
func takeRelay(m *inventory.DHCPMessage, relay *dhcpv6.RelayMessage) {
	m.Hops = max(m.Hops, relay.HopCount)
	if link := address(relay.LinkAddr); link.IsValid() {
		m.Gateway = link
	}
	if id := relay.Options.InterfaceID(); len(id) > 0 {
		m.CircuitID = hint(id)
	}
	if id := relay.Options.RemoteID(); id != nil {
		m.RemoteID = hint(id.RemoteID)
	}
	if kind, mac := relay.Options.ClientLinkLayerAddress(); kind == iana.HWTypeEthernet { // RFC 6939
		m.MAC, _ = device(mac)
	}
}

func takeMessage(m *inventory.DHCPMessage, d *dhcpv6.Message) {
	id := d.TransactionID
	m.XID = binary.BigEndian.Uint32([]byte{0, id[0], id[1], id[2]})
	m.Secs = uint16(d.Options.ElapsedTime() / time.Second)
	if duid := d.Options.ClientID(); duid != nil {
		raw := duid.ToBytes()
		m.ClientID = hexadecimal(raw[:min(len(raw), mostIdentifier)])
		if m.MAC.IsZero() { // of one of its network cards, though perhaps of another
			m.MAC = macOf(duid)
		}
	}
	if name := d.Options.FQDN(); name != nil {
		m.HostName = firstName(name.DomainName)
	}
	if classes := d.Options.VendorClasses(); len(classes) > 0 && len(classes[0].Data) > 0 {
		m.VendorClass = text(classes[0].Data[0])
	}
	for _, code := range d.Options.RequestedOptions() {
		if code <= 0xff && len(m.Parameters) < mostParameters {
			m.Parameters = append(m.Parameters, uint8(code))
		}
	}
	takeAddress(m, d)
}

// macOf is the MAC of a DUID that is made of one (RFC 8415, 11.2 and 11.4).
func macOf(duid dhcpv6.DUID) (mac inventory.MAC) {
	switch d := duid.(type) {
	case *dhcpv6.DUIDLLT:
		if d.HWType == iana.HWTypeEthernet {
			mac, _ = device(d.LinkLayerAddr)
		}
	case *dhcpv6.DUIDLL:
		if d.HWType == iana.HWTypeEthernet {
			mac, _ = device(d.LinkLayerAddr)
		}
	}
	return mac
}

// takeAddress keeps the first address of the message: one that a server gives, or
// one that a client asks for or has.
func takeAddress(m *inventory.DHCPMessage, d *dhcpv6.Message) {
	a := firstAddress(d)
	if a == nil {
		return
	}
	ip := address(a.IPv6Addr)
	switch m.Type {
	case "advertise", inventory.DHCPReply:
		m.YourIP, m.Lease = ip, a.ValidLifetime
	case "release6", "decline6", "renew", "rebind", "confirm":
		m.ClientIP = ip
	default:
		m.Wanted = ip
	}
}

func firstAddress(d *dhcpv6.Message) *dhcpv6.OptIAAddress {
	for _, ia := range d.Options.IANA() {
		if a := ia.Options.OneAddress(); a != nil {
			return a
		}
	}
	return nil
}
