package snmpsim

import "time"

// Crash is a weak agent that does not survive a subtree: a request for it is met
// with silence, and so is everything else until the agent has started anew, after
// so long. sysUpTime then counts from there.
func Crash(subtree OID, down time.Duration) Quirk {
	var up time.Time // when it is there again
	return Quirk{Name: "crash",
		Request: func(r *Request) Verdict {
			if r.At.Before(up) {
				return Verdict{Drop: true}
			}
			for _, oid := range r.oids {
				if oid.decode().HasPrefix(subtree) {
					up = r.At.Add(down)
					return Verdict{Drop: true}
				}
			}
			return Verdict{}
		},
		Var: func(r *Request, v Var) Var {
			if !up.IsZero() && v.OID.Compare(sysUpTimeOID()) == 0 {
				v.Value = TimeTicks(uint32(r.At.Sub(up) / (10 * time.Millisecond)))
			}
			return v
		},
	}
}

// sysUpTimeOID is sysUpTime.0 (SNMPv2-MIB, RFC 3418).
func sysUpTimeOID() OID { return OID{1, 3, 6, 1, 2, 1, 1, 3, 0} }
