package web

import (
	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// A recordMatch compares a port with the school's written record.
type recordMatch struct {
	State string `json:"state"` // yes no unrecorded unknown
	Zone  string `json:"zone,omitempty"`
	Room  string `json:"room,omitempty"`
}

// matchRecord says whether the segment that is written down for a port is the
// one of its PVID. It is not known where the writing names no segment of the plan
// or of the switch, or the switch does not tell its VLANs.
func (r *roll) matchRecord(v *inventory.SwitchView, p inventory.PortView) recordMatch {
	rec, written := r.records[p.Port]
	if !written {
		return recordMatch{State: "unrecorded"}
	}
	m := recordMatch{State: "unknown", Zone: rec.Zone, Room: rec.Outlet}
	if rec.Zone == "" { // an uplink is written with its tagged VLANs alone
		m.Zone = rec.Tagged
		if same, known := rec.SameTagged(p.Config.Tagged); known && len(p.Config.Tagged)+p.Config.PVID > 0 {
			m.State = sameState(same)
		}
		return m
	}
	if vid, ok := r.snap.Plan.WrittenVLAN(rec.Zone, v.Facts.VLANs); ok && p.Config.PVID > 0 {
		m.State = sameState(vid == p.Config.PVID)
	}
	return m
}

func sameState(same bool) string {
	if same {
		return "yes"
	}
	return "no"
}

// roleReason puts the evidence for a port's role into a sentence.
func roleReason(l Lang, role inventory.PortRole) string {
	if role.Reason == "" {
		return ""
	}
	return wording.Text(l, role.Reason, wording.Args{"peer": role.Peer})
}
