package web

import (
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// A blindKind is a kind of finding that a school's sources cannot show, or only
// in part (本校無法偵測).
type blindKind struct {
	Kind   inventory.Kind `json:"kind"`
	Why    string         `json:"reason"` // the key of a sentence, which Args fill
	Args   wording.Args   `json:"args,omitempty"`
	Partly bool           `json:"partly,omitempty"`
}

// blind lists what cannot be seen at a school, so that silence is not taken for
// peace.
func (s *server) blind(snap *inventory.Snapshot) []blindKind {
	rows := []blindKind{}
	if s.Observable == nil {
		return rows
	}
	observable := s.Observable(snap)
	for _, kind := range s.Kinds {
		ok, why := observable(kind)
		if !ok || why.Key != "" {
			rows = append(rows, blindKind{kind, why.Key, why.Args, ok})
		}
	}
	return rows
}

// dueOf is when the first reading of a school that was never read is expected.
func (s *server) dueOf(snap *inventory.Snapshot) time.Time {
	if a := dataAge(snap); !a.Newest.IsZero() {
		return time.Time{}
	}
	return s.firstDue(snap.School)
}
