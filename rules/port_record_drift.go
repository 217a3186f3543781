package rules

import (
	"strconv"
	"strings"

	"rollcall/inventory"
)

// portRecordDrift finds ports whose untagged VLAN is another than the school's
// record says (校內交換器各port網段紀錄). It rests on the VLAN table of the switch. A
// record whose segment cannot be read as one of the plan's, or a zone without a
// VLAN, says nothing.
func portRecordDrift() Rule {
	return Rule{
		Kind: inventory.KindPortRecordDrift, Severity: inventory.Warning,
		Tables:  []inventory.Table{inventory.TableVLANs},
		Sources: []Source{SourceVLANs, SourcePortRecord},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			for port, record := range c.records {
				p := c.ports[port]
				if p == nil || p.Config.PVID == 0 {
					continue
				}
				was, ok := c.recordedVLAN(port.Switch, record.Zone)
				if ok && was != p.Config.PVID {
					fs = append(fs, c.drift(p, record))
				}
			}
			return fs
		},
	}
}

func (c *Case) drift(p *inventory.PortView, record inventory.PortRecord) inventory.Finding {
	return c.at(inventory.Finding{
		Subject: string(p.Port.Switch) + " " + p.Port.IfName,
		VID:     p.Config.PVID, Since: p.ConfigSince,
		Args: map[string]string{
			"was": record.Zone, "is": c.segmentName(p.Port.Switch, p.Config.PVID),
			"pvid": strconv.Itoa(p.Config.PVID), "row": strconv.Itoa(record.Row),
		},
		Rests: []inventory.TableRef{ref(p.Port.Switch, inventory.TableVLANs)},
	}, p.Port)
}

// segmentName is what people call a VLAN: the plan's first zone in it, else the
// name that the switch has, else its number.
func (c *Case) segmentName(sw inventory.SwitchID, vid int) string {
	number := "VLAN " + strconv.Itoa(vid)
	if zs := c.zonesOf(vid); len(zs) > 0 {
		return zs[0].Name + " (" + number + ")"
	}
	for _, v := range c.views[sw].Facts.VLANs {
		if v.VID == vid && v.Name != "" {
			return v.Name + " (" + number + ")"
		}
	}
	return number
}

// recordedVLAN reads the segment of a record: a VLAN number, a zone's id, name or
// notation, an address with or without length, the name of a VLAN on the switch,
// or a part of zone names that all lie in one VLAN.
func (c *Case) recordedVLAN(sw inventory.SwitchID, written string) (int, bool) {
	text := plain(written)
	if text == "" {
		return 0, false
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(text, "vlan")); err == nil {
		return n, n > 0 && n < 4095
	}
	for _, same := range []func(inventory.SchoolZone) bool{
		func(z inventory.SchoolZone) bool { return plain(z.ID) == text || plain(z.SSID) == text },
		func(z inventory.SchoolZone) bool { return plain(z.Name) == text },
		func(z inventory.SchoolZone) bool { return plain(z.Expr) == text || c.plainExpr(z) == text },
	} {
		if vid, ok := c.oneVLAN(same); ok {
			return vid, true
		}
	}
	for _, v := range c.views[sw].Facts.VLANs {
		if plain(v.Name) == text {
			return v.VID, true
		}
	}
	return c.oneVLAN(func(z inventory.SchoolZone) bool {
		return len([]rune(text)) > 1 && strings.Contains(plain(z.Name), text)
	})
}

// oneVLAN returns the VLAN of the zones that match, if it is one and the same.
func (c *Case) oneVLAN(match func(inventory.SchoolZone) bool) (int, bool) {
	vid := 0
	for _, z := range c.Plan.Zones {
		if !match(z) {
			continue
		}
		if vid != 0 && z.VLAN != vid {
			return 0, false
		}
		vid = z.VLAN
	}
	return vid, vid != 0
}

// plainExpr is a zone's notation with this school's variables put in.
func (c *Case) plainExpr(z inventory.SchoolZone) string {
	text := plain(z.Expr)
	for name, value := range c.School.Vars {
		text = strings.ReplaceAll(text, strings.ToLower(name), strconv.Itoa(value))
	}
	return text
}

// plain makes what people write comparable: no blanks, half-width, lower case.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ', r == '\u3000', r == '\t', r == '_', r == '-':
			return -1
		case r >= 0xff01 && r <= 0xff5e:
			r -= 0xfee0
		}
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, s)
}
