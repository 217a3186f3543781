package inventory

import (
	"cmp"
	"net/netip"
	"slices"
	"time"
)

// serverKept is how long a server is remembered that is heard no more.
const serverKept = 7 * 24 * time.Hour

// silentFor is how long a server may take before its silence to a client says
// that it is not there.
const silentFor = time.Minute

// writeAgain is how often a server that goes on answering is written down.
const writeAgain = 10 * time.Minute

// A serverKey tells servers apart by who they say to be and by where they are
// heard, never by what they offer.
type serverKey struct {
	id, gateway netip.Addr
	mac         MAC
	vid         int
	zone        string
}

func keyOfServer(s *DHCPServer) serverKey {
	return serverKey{s.ID, s.Gateway, s.MAC, s.VID, s.Zone}
}

func compareServers(a, b DHCPServer) int {
	return cmp.Or(cmp.Compare(a.School, b.School), a.ID.Compare(b.ID), a.Gateway.Compare(b.Gateway),
		compareMACs(a.MAC, b.MAC), cmp.Compare(a.VID, b.VID), cmp.Compare(a.Zone, b.Zone))
}

// noteServer notes the server that answers, or that a client says it has chosen,
// and says whether it was not heard before.
func (s *schoolDHCP) noteServer(m *DHCPMessage, zone string, known bool) bool {
	switch {
	case m.Type == DHCPDiscover:
		s.noteSilence(m)
		return false
	case !m.Server.IsValid() || m.Server.IsUnspecified():
		return false
	case m.Type == DHCPRequest && m.Via == ViaRelay: // its answer is not to be heard
	case m.Type != DHCPOffer && m.Type != DHCPAck:
		return false
	}
	return s.hearServer(m, zone, known)
}

// hearServer notes what a message tells of a server, and says whether it is a new one.
func (s *schoolDHCP) hearServer(m *DHCPMessage, zone string, known bool) (isNew bool) {
	fresh := DHCPServer{School: s.code, ID: m.Server, Gateway: validOrZero(m.Gateway), VID: m.VID, Zone: zone, Known: known, First: m.At, Last: m.At}
	if m.Type != DHCPRequest && !fresh.Gateway.IsValid() {
		fresh.MAC = m.FromMAC // nobody stands between
	}
	server := s.server(fresh)
	if server == nil {
		return false
	}
	server.Offers++
	if m.YourIP.IsValid() {
		server.Given = m.YourIP
	}
	if m.At.Sub(server.Last) >= writeAgain || !server.Unanswered.IsZero() {
		s.changed[keyOfServer(server)] = true
	}
	if m.At.After(server.Last) {
		server.Last, server.Unanswered = m.At, time.Time{}
	}
	return server.Offers == 1
}

// server returns the entry of a server, a new one where there is room for it.
func (s *schoolDHCP) server(fresh DHCPServer) *DHCPServer {
	key := keyOfServer(&fresh)
	if s.servers[key] == nil {
		if len(s.servers) >= mostServers {
			return nil
		}
		s.servers[key], s.changed[key] = &fresh, true
	}
	return s.servers[key]
}

func validOrZero(ip netip.Addr) netip.Addr {
	if ip.IsUnspecified() {
		return netip.Addr{}
	}
	return ip
}

// noteSilence notes of servers that have served a network and are not heard any
// more that a client asks there.
func (s *schoolDHCP) noteSilence(m *DHCPMessage) {
	for key, server := range s.servers {
		here := key.vid == m.VID && key.gateway == validOrZero(m.Gateway)
		if here && server.Unanswered.IsZero() && m.At.Sub(server.Last) > silentFor {
			server.Unanswered = m.At
			s.changed[key] = true
		}
	}
}

// changedServers returns the servers that are to be written.
func (s *schoolDHCP) changedServers() []DHCPServer {
	var out []DHCPServer
	for key := range s.changed {
		if server := s.servers[key]; server != nil {
			out = append(out, *server)
		}
		delete(s.changed, key)
	}
	return out
}

// serversByKey lists the servers of a school in a fixed order.
func (s *schoolDHCP) serversByKey() []DHCPServer {
	var out []DHCPServer
	for _, server := range s.servers {
		out = append(out, *server)
	}
	slices.SortFunc(out, compareServers)
	return out
}
