package simcity

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"rollcall/collector/snmp/snmpsim"
)

// Listen chooses the UDP port that every agent will use, so that files can name
// it before the agents are served.
func (c *City) Listen() error {
	probe, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return fmt.Errorf("look for a free port for the demo's agents: %w", err)
	}
	defer probe.Close()
	c.port = netip.MustParseAddrPort(probe.LocalAddr().String()).Port()
	return c.listenForMail()
}

// Serve answers SNMP for every switch of the city until ctx ends, which is no
// error. Every agent has an address of 127.0.0.0/8 of its own.
func (c *City) Serve(ctx context.Context) error {
	if c.port == 0 {
		if err := c.Listen(); err != nil {
			return err
		}
	}
	if c.options.Start.IsZero() {
		c.begin(c.now())
	}
	var fleet snmpsim.Fleet
	for _, sw := range c.switches() {
		agent := snmpsim.New(c.agent(sw))
		for _, turn := range sw.turns() {
			agent.SetSilent(sw.silent(c.elapsed(c.now())))
			timer := time.AfterFunc(time.Until(c.start.Add(turn)), func() { agent.SetSilent(sw.silent(c.elapsed(c.now()))) })
			defer timer.Stop()
		}
		fleet = append(fleet, agent)
	}
	for _, s := range c.Servers {
		fleet = append(fleet, snmpsim.New(c.serverAgent(s)))
	}
	talking, quiet := context.WithCancel(ctx)
	var talk sync.WaitGroup
	talk.Go(func() { c.speak(talking) })
	talk.Go(func() { c.announceBlocklist(talking) })
	talk.Go(func() { c.speakDHCP(talking) })
	talk.Go(func() { c.refuse(talking) })
	defer talk.Wait()
	defer quiet()
	return fleet.Serve(ctx)
}

// agent returns the SNMP agent of a switch.
func (c *City) agent(sw *Switch) snmpsim.Config {
	config := snmpsim.Config{Address: netip.AddrPortFrom(sw.Agent, c.port), View: c.views(sw), Now: c.now}
	if sw.Secret.version == "3" {
		config.Versions = []snmpsim.Version{snmpsim.V3}
		config.Communities = map[string]string{}
		config.Users = []snmpsim.User{{Name: sw.Secret.user, Auth: sw.Secret.auth, AuthPassword: sw.Secret.authPassword,
			Priv: sw.Secret.priv, PrivPassword: sw.Secret.privPassword}}
		config.Engine = c.engine(sw)
	} else {
		config.Versions = []snmpsim.Version{snmpsim.V1, snmpsim.V2c}
		config.Communities = map[string]string{sw.Secret.community: ""}
		for _, vid := range sw.contexts() {
			config.Communities[fmt.Sprintf("%s@%d", sw.Secret.community, vid)] = fmt.Sprint(vid)
		}
	}
	if sw.Public {
		config.Versions = append(config.Versions, snmpsim.V2c)
		config.Communities["public"] = ""
	}
	if sw.Model.V1Only {
		config.Versions = []snmpsim.Version{snmpsim.V1}
	}
	config.Quirks = sw.quirks()
	return config
}

// engine returns the SNMPv3 engine of a switch: its boots count restarts.
func (c *City) engine(sw *Switch) snmpsim.Engine {
	id := append([]byte{0x80, 0x00, 0x1f, 0x88, 3}, sw.MAC[:]...) // RFC 3411, 5: a MAC address
	return snmpsim.Engine{ID: id, Clock: func(at time.Time) (boots, seconds uint32) {
		elapsed := c.elapsed(at)
		boots = 1
		if sw.RebootAt > 0 && elapsed >= sw.RebootAt {
			boots++
		}
		return boots, uint32(sw.uptime(elapsed).Seconds())
	}}
}

// contexts returns the VLANs that have a community of their own.
func (s *Switch) contexts() []int {
	if s.Model.FDB != fdbContexts {
		return nil
	}
	return s.VLANs
}

// quirks returns the ways in which a switch misbehaves.
func (s *Switch) quirks() []snmpsim.Quirk {
	var out []snmpsim.Quirk
	if s.NoGetBulk {
		out = append(out, snmpsim.Quirk{Name: "no GETBULK", Request: func(r *snmpsim.Request) snmpsim.Verdict {
			return snmpsim.Verdict{Drop: r.PDU == snmpsim.GetBulk}
		}})
	}
	if s.Model.Circle != "" {
		out = append(out, circle(snmpsim.MustOID(s.Model.Circle)))
	}
	return out
}

// circle is an agent that comes back to a table's first row behind its last one
// ("OID not increasing").
func circle(table snmpsim.OID) snmpsim.Quirk {
	return snmpsim.Quirk{Name: "OID not increasing", Next: func(m *snmpsim.MIB, after snmpsim.OID) (snmpsim.Var, bool) {
		if !after.HasPrefix(table) {
			return snmpsim.Var{}, false
		}
		if next, ok := m.Next(after); ok && next.OID.HasPrefix(table) {
			return snmpsim.Var{}, false
		}
		return m.Next(table)
	}}
}

// views returns what a switch shows in each context, made once for each phase.
func (c *City) views(sw *Switch) func(string, time.Time) *snmpsim.MIB {
	type view struct {
		context string
		phase   phase
	}
	var mu sync.Mutex
	made := map[view]*snmpsim.MIB{}
	vlans := map[string]int{}
	for _, vid := range sw.contexts() {
		vlans[fmt.Sprint(vid)] = vid
	}
	return func(context string, at time.Time) *snmpsim.MIB {
		vid, isVLAN := vlans[context]
		if context != "" && !isVLAN {
			return nil
		}
		v := view{context, sw.phase(c.elapsed(at))}
		mu.Lock()
		defer mu.Unlock()
		if made[v] != nil {
			return made[v]
		}
		for old := range made { // of what is past nothing is kept
			if old.context == context {
				delete(made, old)
			}
		}
		if isVLAN {
			made[v] = c.context(sw, v.phase, vid)
		} else {
			made[v] = c.mib(sw, v.phase)
		}
		return made[v]
	}
}

// Agents returns the switches that are served, by name, and where.
func (c *City) Agents() map[string]netip.AddrPort {
	out := map[string]netip.AddrPort{}
	for _, sw := range c.switches() {
		out[string(sw.ID)] = netip.AddrPortFrom(sw.Agent, c.port)
	}
	return out
}
