package rules

import (
	"strconv"

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
				was, ok := c.Plan.WrittenVLAN(record.Zone, c.views[port.Switch].Facts.VLANs)
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
