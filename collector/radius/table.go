package radius

import (
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"rollcall/collector/tail"
	"rollcall/inventory"
)

// table reads a CSV of another system that knows who was refused: a head, then a
// line for each refusal. The file is followed like a log, and may also be put there
// anew: then what was read up to the newest moment is not read again.
type table struct {
	File
	columns []string // what each column is; nil: no head has come
	state   tableState
}

// tableState is what is known after a restart.
type tableState struct {
	Head   string   `json:"head,omitempty"`
	Newest int64    `json:"newest,omitempty"` // unix seconds
	At     []string `json:"at,omitempty"`     // lines of that second
	Until  int64    `json:"until,omitempty"`  // what the file holds up to here was read
	Of     []string `json:"of,omitempty"`     // of that last second, this
}

// mostOfASecond bounds the lines of one second that are known apart.
const mostOfASecond = 200

// columnNames are the names of columns as people write them, without blanks and in
// lower case.
var columnNames = map[string]string{
	"時間": "at", "日期時間": "at", "拒絕時間": "at", "time": "at", "timestamp": "at", "date": "at", "at": "at", "datetime": "at",
	"mac": "mac", "mac位址": "mac", "裝置mac": "mac", "無線mac": "mac", "macaddress": "mac", "callingstationid": "mac", "calling-station-id": "mac",
	"ssid": "ssid", "無線網路": "ssid", "網路": "ssid",
	"ap": "ap", "基地台": "ap", "無線基地台": "ap", "apname": "ap", "accesspoint": "ap", "控制器": "ap",
	"nas": "nas", "nasip": "nas", "nas-ip-address": "nas", "nasipaddress": "nas", "控制器ip": "nas", "設備ip": "nas",
	"學校代碼": "school", "學校": "school", "school": "school", "schoolcode": "school",
	"原因": "reason", "拒絕原因": "reason", "reason": "reason",
	"次數": "count", "count": "count", "times": "count",
}

func (t *table) Begin(how tail.How, head string, _ func(inventory.AccessReject)) {
	if how == tail.Turned || how == tail.Anew {
		t.state.Until, t.state.Of = t.state.Newest, append([]string(nil), t.state.At...)
	}
	t.columns = nil
	if how == tail.Resumed {
		t.setHead(t.text([]byte(head)))
	}
}

func (t *table) End(func(inventory.AccessReject)) {}

func (t *table) State() []byte {
	state, err := json.Marshal(t.state)
	if err != nil { // texts and numbers can be written
		return nil
	}
	return state
}

func (t *table) Restore(state []byte) {
	if json.Unmarshal(state, &t.state) != nil {
		t.state = tableState{}
	}
}

// setHead takes the head of the table; it must say when and who.
func (t *table) setHead(line string) bool {
	cells, err := cellsOf(line)
	if err != nil {
		return false
	}
	columns, has := make([]string, len(cells)), map[string]bool{}
	for i, cell := range cells {
		name := columnNames[strings.ToLower(strings.ReplaceAll(strings.TrimSpace(cell), " ", ""))]
		columns[i] = name
		has[name] = true
	}
	if !has["at"] || !has["mac"] {
		return false
	}
	t.columns = columns
	return true
}

func cellsOf(line string) ([]string, error) {
	in := csv.NewReader(strings.NewReader(line))
	in.LazyQuotes, in.FieldsPerRecord = true, -1
	return in.Read()
}

func (t *table) Line(text []byte, emit func(inventory.AccessReject)) error {
	line := t.text(text)
	if strings.TrimSpace(line) == "" || t.setHead(line) {
		return nil
	}
	if t.columns == nil {
		return RefusedShape
	}
	cells, err := cellsOf(line)
	if err != nil {
		return RefusedShape
	}
	r, err := t.row(cells)
	if err == nil && !t.read(r.At, line) {
		emit(r)
	}
	return err
}

// read says whether a line was read before the file was put there anew, and takes
// note of it.
func (t *table) read(at time.Time, line string) bool {
	s, unix := &t.state, at.Unix()
	if s.Until > 0 && (unix < s.Until || unix == s.Until && has(s.Of, line)) {
		return true
	}
	switch {
	case unix > s.Newest:
		s.Newest, s.At = unix, append(s.At[:0], line)
	case unix == s.Newest && len(s.At) < mostOfASecond:
		s.At = append(s.At, line)
	}
	return false
}

func has(lines []string, line string) bool {
	for _, l := range lines {
		if l == line {
			return true
		}
	}
	return false
}

func (t *table) row(cells []string) (r inventory.AccessReject, err error) {
	r = t.reject(time.Time{}, "csv")
	for i, cell := range cells {
		if i >= len(t.columns) {
			break
		}
		if err := t.cell(&r, t.columns[i], strings.TrimSpace(cell)); err != nil {
			return r, err
		}
	}
	if r.MAC.IsZero() {
		return r, RefusedMAC
	}
	if !plausible(r.At) {
		return r, RefusedTime
	}
	r.Class = inventory.ClassOfReject(r.Reason)
	return r, nil
}

// cell takes in one cell.
func (t *table) cell(r *inventory.AccessReject, column, cell string) error {
	switch column {
	case "at":
		at, err := stampAt(cell, t.zone(), t.now())
		if err != nil {
			return err
		}
		r.At = at.UTC()
	case "mac":
		mac, err := inventory.ParseMAC(cell)
		if err != nil || mac.IsGroup() {
			return RefusedMAC
		}
		r.MAC = mac
	case "ssid":
		r.SSID = tidy(cell, maxName)
	case "ap":
		r.AP = tidy(cell, maxName)
	case "nas":
		address(r, cell)
	case "school":
		if r.School == "" {
			r.School = inventory.SchoolCode(tidy(cell, 6))
		}
	case "reason":
		r.Reason = tidy(cell, maxReason)
	case "count":
		if n, err := strconv.Atoi(cell); err == nil && n > 0 {
			r.Count = min(n, 1_000_000)
		}
	}
	return nil
}
