package inventory

import (
	"slices"
	"strings"
	"time"
)

// A Rekey is the recorded change of what a switch or its ports are known by, while
// they stay the same to history: the switch was renamed in the configuration,
// replaced by another one, or its firmware calls the ports otherwise.
type Rekey struct {
	At     time.Time    `json:"at"`
	Switch SwitchID     `json:"switch"`          // as it is called from now on
	School SchoolCode   `json:"school"`          // of the switch
	Was    SwitchID     `json:"was,omitempty"`   // the name before; empty: it stays
	Ports  []PortRename `json:"ports,omitempty"` // in the order of the old names
	Old    Identity     `json:"old"`             // what the switch said of itself before
	New    Identity     `json:"new"`
}

// A PortRename says that a port is called otherwise from a moment on.
type PortRename struct {
	Old string `json:"old"` // ifName as in PortID
	New string `json:"new"`
}

// An Identity is what tells one switch from another of the same make. Fields that
// a switch does not tell are empty.
type Identity struct {
	BridgeMAC *MAC   `json:"bridge_mac,omitempty"`
	Serial    string `json:"serial,omitempty"` // of a stack: several, as in SwitchFacts
	Model     string `json:"model,omitempty"`
	Descr     string `json:"descr,omitempty"`
	ObjectID  string `json:"object_id,omitempty"`
}

// Replaced says whether another switch stands where one stood.
func (r Rekey) Replaced() bool { return r.Was == "" && len(r.Ports) == 0 }

// IdentityOf is what a poll tells of who the switch is.
func IdentityOf(p *Poll) Identity {
	models, serials := hardwareOf(p)
	return Identity{BridgeMAC: p.System.BridgeMAC, Descr: p.System.Descr, ObjectID: p.System.ObjectID,
		Model: strings.Join(models, ", "), Serial: strings.Join(serials, ", ")}
}

// Untold says whether the switch has never answered: nothing is on record of it.
func (l *Ledger) Untold() bool { return l.state.Answered.IsZero() }

// Identity is what the switch last said of who it is.
func (l *Ledger) Identity() Identity {
	var f SwitchFacts
	for _, a := range []Aspect{AspectSystem, AspectHardware} {
		if e, ok := l.aspects.of(a).has(0); ok {
			f.add(Attribute{Aspect: a, Value: e.value.text()})
		}
	}
	return f.identity()
}

func (f SwitchFacts) identity() Identity {
	return Identity{f.BridgeMAC, f.Serial, f.Model, f.Descr, f.ObjectID}
}

// shortestSerial is how long a serial must be to tell switches apart: agents that
// have none write 0, NA or the like.
const shortestSerial = 5

// Same says whether two identities are surely of one switch: by serial and kind, or
// else by the address of the bridge. What one of them does not tell proves nothing,
// and what differs disproves it.
func (a Identity) Same(b Identity) bool {
	if a.ObjectID != b.ObjectID || len(a.serials()) > 0 && len(b.serials()) > 0 && !a.sharesSerial(b) {
		return false
	}
	if a.BridgeMAC != nil && b.BridgeMAC != nil {
		return *a.BridgeMAC == *b.BridgeMAC && !a.BridgeMAC.IsZero()
	}
	return a.sharesSerial(b)
}

// Other says whether two identities are surely of different switches.
func (a Identity) Other(b Identity) bool {
	if len(a.serials()) > 0 && len(b.serials()) > 0 {
		return !a.sharesSerial(b)
	}
	return a.BridgeMAC != nil && b.BridgeMAC != nil && *a.BridgeMAC != *b.BridgeMAC
}

func (a Identity) sharesSerial(b Identity) bool {
	return slices.ContainsFunc(a.serials(), func(s string) bool { return slices.Contains(b.serials(), s) })
}

// serials are those that tell switches apart.
func (a Identity) serials() []string {
	return slices.DeleteFunc(strings.Split(a.Serial, ", "), func(s string) bool {
		return len(s) < shortestSerial || strings.Trim(s, "0 .-xX?") == ""
	})
}

// Event is the event by which a re-key is on record.
func (r Rekey) Event() SwitchEvent {
	return SwitchEvent{At: r.At, School: r.School, Switch: r.Switch, Kind: EventRekey, Source: "rollcall", Rekey: &r}
}

// Finding carries a finding that lasts over to what its switch and port are called
// now.
func (r Rekey) Finding(f Finding) Finding {
	was := r.Was
	if was == "" {
		was = r.Switch
	}
	for i := range f.Rests {
		if f.Rests[i].Switch == was {
			f.Rests = slices.Clone(f.Rests)
			f.Rests[i].Switch = r.Switch
		}
	}
	if f.Switch != was {
		return f
	}
	port := f.Port
	for _, p := range r.Ports {
		if p.Old == f.Port {
			port = p.New
		}
	}
	switch f.Subject {
	case string(was):
		f.Subject = string(r.Switch)
	case string(was) + " " + f.Port:
		f.Subject = string(r.Switch) + " " + port
	}
	f.Switch, f.Port = r.Switch, port
	return f
}

// IdentityFrom puts an identity together from attributes of a switch.
func IdentityFrom(facts []Attribute) Identity {
	var f SwitchFacts
	for _, a := range facts {
		f.add(a)
	}
	return f.identity()
}
