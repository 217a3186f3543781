package snmp

import (
	"fmt"
	"maps"

	"rollcall/inventory"
)

// vlanFDBIndex splits the index of dot1qTpFdbTable (RFC 4363, section 5): the
// filtering database identifier, then the six octets of the MAC. Some firmware
// (Zyxel GS1900) puts the length 6 between the two; odd says so.
func vlanFDBIndex(index []uint32) (fid int, mac inventory.MAC, odd bool, err error) {
	if len(index) < 2 {
		return 0, mac, false, fmt.Errorf("dot1qTpFdbTable index has %d parts, want 7", len(index))
	}
	mac, odd, err = macIndex(index[1:])
	return int(index[0]), mac, odd, err
}

// macIndex reads an index of six octets, or of the length 6 and six octets.
func macIndex(index []uint32) (mac inventory.MAC, odd bool, err error) {
	if len(index) == 7 && index[0] == 6 {
		index, odd = index[1:], true
	}
	if len(index) != 6 {
		return mac, odd, fmt.Errorf("index of a MAC has %d parts, want 6", len(index))
	}
	for i, octet := range index {
		if octet > 255 {
			return inventory.MAC{}, odd, fmt.Errorf("index of a MAC has a part %d above 255", octet)
		}
		mac[i] = byte(octet)
	}
	return mac, odd, nil
}

// An indexForm is where MAC and filtering database stand in an index of a form
// that no MIB has: the MAC begins at part mac, the database is part fid, or none
// where that is -1.
type indexForm struct{ mac, fid int }

// read takes an index apart.
func (f indexForm) read(index []uint32) (fid int, mac inventory.MAC, err error) {
	if len(index) < f.mac+6 || f.fid >= len(index) {
		return 0, mac, fmt.Errorf("index has %d parts, want %d", len(index), f.mac+6)
	}
	mac, _, err = macIndex(index[f.mac : f.mac+6])
	if f.fid < 0 {
		return -1, mac, err
	}
	return int(index[f.fid]), mac, err
}

// String is how people read the form.
func (f indexForm) String() string {
	if f.fid < 0 {
		return fmt.Sprintf("index with the MAC from part %d on", f.mac+1)
	}
	return fmt.Sprintf("index with the VLAN as part %d and the MAC from part %d on", f.fid+1, f.mac+1)
}

// oddForm finds out how an index is built that is not as the MIB has it. All rows
// have to have as many parts. Where the MAC stands is known when MACs that the
// switch shows elsewhere (its own, those of neighbours) are found at one place
// and at no other; only a VLAN before each MAC is proof without that.
func oddForm(t *table, known map[inventory.MAC]bool, vids map[int]bool) (indexForm, bool) {
	if len(t.rows) == 0 {
		return indexForm{}, false
	}
	parts := len(t.rows[0].index)
	for _, row := range t.rows {
		if len(row.index) != parts {
			return indexForm{}, false
		}
	}
	place, found := -1, 0
	for at := 0; at+6 <= parts; at++ {
		if matches(t, at, known) > 0 {
			place, found = at, found+1
		}
	}
	switch {
	case found == 1:
		return indexForm{place, vlanPart(t, place, vids)}, true
	case found == 0 && parts == 7 && vlanPart(t, 1, vids) == 0:
		return indexForm{1, 0}, true
	}
	return indexForm{}, false
}

// matches counts the rows with a known MAC at one place of the index.
func matches(t *table, at int, known map[inventory.MAC]bool) int {
	n := 0
	for _, row := range t.rows {
		if mac, _, err := macIndex(row.index[at : at+6]); err == nil && known[mac] {
			n++
		}
	}
	return n
}

// vlanPart finds the part outside the MAC that is a VLAN of the switch in every row; -1: none.
func vlanPart(t *table, mac int, vids map[int]bool) int {
	for part := range t.rows[0].index {
		if part >= mac && part < mac+6 {
			continue
		}
		all := len(vids) > 0
		for _, row := range t.rows {
			all = all && vids[int(row.index[part])]
		}
		if all {
			return part
		}
	}
	return -1
}

// ownMACs are those of the switch itself.
func (r *reader) ownMACs() map[inventory.MAC]bool {
	own := map[inventory.MAC]bool{}
	if m := r.poll.System.BridgeMAC; m != nil {
		own[*m] = true
	}
	for _, i := range r.poll.Interfaces {
		if i.MAC != nil {
			own[*i.MAC] = true
		}
	}
	return own
}

// knownMACs are the MACs that the switch shows elsewhere: its own, and those of
// its neighbours.
func (r *reader) knownMACs() map[inventory.MAC]bool {
	known := maps.Clone(r.own)
	if r.lldp != nil {
		for _, row := range r.lldp[0].rows {
			for _, col := range []int{colChassis, colPort} {
				if m, ok := row.cells[col].mac(); ok {
					known[m] = true
				}
			}
		}
	}
	return known
}

// knownVIDs are the VLANs of the switch, as far as this poll or an earlier one knows them.
func (r *reader) knownVIDs() map[int]bool {
	vids := map[int]bool{}
	for _, vid := range r.mem.VIDs {
		vids[vid] = true
	}
	for _, v := range r.poll.VLANs {
		vids[v.VID] = true
	}
	for _, vid := range r.ports.pvid {
		vids[vid] = true
	}
	return vids
}
