package snmp

// A proof is the agent's uptime as told with the last request.
type proof struct {
	uptime uint64
	after  int // requests
}

// leastCells is how few cells in a request are not worth it.
const leastCells = 8

// mostCells bounds the cells of one request: as many as there is room for in its
// answer anyway.
const mostCells = 72

// cells plans how many cells to ask for in one request: as many as fit the
// answer, and not many more than the agent has borne.
func (p *plan) cells(list []wanted, overhead int) int {
	most := maxColumns
	if p.Cells > 0 {
		most = p.Cells
	}
	if p.Columns > 0 {
		most = min(most, p.Columns)
	}
	room := min(p.budget(), frame) - overhead - 20 // for the uptime
	for n, c := range list {
		room -= c.octets()
		if n > 0 && (n == most || room < 0) {
			return n
		}
	}
	return len(list)
}

// bore notes that an agent answered a request for so many cells: more may be tried.
func (p *plan) bore(n int) {
	if p.Cells == 0 {
		p.Cells = maxColumns
	}
	if n >= p.Cells {
		p.Cells = min(mostCells, n+n/2)
	}
}
