package snmp

import (
	"cmp"
	"slices"
)

// frame is the most octets of SNMP that fit one Ethernet frame over IPv4. A
// larger answer travels in fragments and is lost whole.
const frame = 1472

// firstRepetitions is how many rows are asked of a table that was never read:
// enough to learn how large a row is, few enough not to run far past the end of
// a table that does not exist.
const firstRepetitions = 8

// A plan is how an agent wants to be asked; it is learned and remembered.
type plan struct {
	NoBulk  bool `json:"no_bulk,omitempty"` // GETBULK is not answered
	Bulk    bool `json:"bulk,omitempty"`    // GETBULK has been answered
	Budget  int  `json:"budget,omitempty"`  // octets that an answer may have; 0: a frame
	Columns int  `json:"columns,omitempty"` // variables in one request; 0: maxColumns
	Large   bool `json:"large,omitempty"`   // the agent does not cut answers at a frame: never ask for more
	Cells   int  `json:"cells,omitempty"`   // variables in one GET that the agent bears; 0: never tried
	Most    int  `json:"most,omitempty"`    // rows in one request that the agent bears; 0: any number
	Growing bool `json:"growing,omitempty"` // Most is being raised, to find out
	Full    int  `json:"full,omitempty"`    // octets of the largest answer so far, up to a frame
	Short   bool `json:"short,omitempty"`   // the agent sends fewer variables than fit
}

// maxColumns bounds the variables of one request. Agents need not take more
// than 484 octets, and a request of this many OIDs has about 800.
const maxColumns = 40

func (p *plan) budget() int {
	if p.Budget > 0 {
		return p.Budget
	}
	return frame
}

func (p *plan) columns() int {
	if p.Columns > 0 {
		return p.Columns
	}
	return maxColumns
}

// choose picks the columns to ask for next: those that are furthest behind, so
// that rows stay aligned even where an agent cuts its answers in the middle of
// one. narrow, where it is not 0, bounds their number.
func (p *plan) choose(open []*cursor, narrow int) []*cursor {
	slices.SortStableFunc(open, func(a, b *cursor) int {
		return cmp.Compare(a.t.count[a.col], b.t.count[b.col])
	})
	most := p.columns()
	if narrow > 0 {
		most = min(most, narrow)
	}
	return open[:min(len(open), most)]
}

// repetitions plans how many rows of the chosen columns to ask for: as many as
// fill the budget, and not more than there should be. Where the agent cuts its
// answers itself, one row is asked beyond what fits, so that they are full.
func (p *plan) repetitions(chosen []*cursor, overhead int) uint32 {
	rowSize, left := 0, 0
	for _, c := range chosen {
		rowSize += c.size()
		switch l := c.left(); {
		case left < 0:
		case l < 0:
			left = -1
		default:
			left = max(left, l)
		}
	}
	fit := max(1, (p.budget()-overhead)/max(rowSize, 1))
	if !p.Large && p.Budget == 0 {
		fit++
	}
	if left < 0 {
		left = p.unknown(chosen)
	}
	if p.Most > 0 {
		fit = min(fit, p.Most)
	}
	return uint32(max(1, min(fit, left, 100)))
}

// unknown is how many rows to ask for where nobody knows how many there are.
func (p *plan) unknown(chosen []*cursor) int {
	most := 0
	for _, c := range chosen {
		most = max(most, c.t.count[c.col])
	}
	return max(firstRepetitions, most)
}

// learn takes notice of how an answer to a GETBULK came out.
func (p *plan) learn(a answer, repetitions uint32) {
	p.Bulk = true
	if p.Growing && int(repetitions) == p.Most {
		p.Most++
	}
	if a.size > frame {
		p.Large = true
	}
}

// afterSilence makes the next requests smaller where silence does not say what
// was too much: fewer rows first, then fewer columns. Rows are tried back one by
// one (see learn); where that was met with silence, the last good number stays.
func (p *plan) afterSilence(columns int, repetitions uint32) bool {
	switch {
	case repetitions > 1 && p.Most > 1 && int(repetitions) == p.Most && p.Growing:
		p.Most, p.Growing = p.Most-1, false
	case repetitions > 1:
		p.Most, p.Growing = int(repetitions)/2, true
	case columns > 1:
		p.Columns = (columns + 1) / 2
	default:
		return false
	}
	return true
}

// shrink makes the next requests smaller: fewer rows, then fewer columns. It
// returns false where nothing smaller is left to ask.
func (p *plan) shrink(columns int, repetitions uint32) bool {
	switch {
	case repetitions > 1:
		p.Budget = max(64, p.budget()/2)
	case columns > 1:
		p.Columns = (columns + 1) / 2
	default:
		return false
	}
	return true
}
