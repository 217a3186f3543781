package rules

import "rollcall/inventory"

// snmpAuthFail finds switches that are up and refuse our credentials: SNMPv3 says
// so in a report (RFC 3414, section 3.2), so one reading is enough. A wrong v1 or
// v2c community cannot be told from a dead switch by SNMP alone. It rests on any
// readable answer of the switch.
func snmpAuthFail() Rule {
	return Rule{
		Kind: inventory.KindSNMPAuthFail, Severity: inventory.Warning,
		Tables:  inventory.Tables(),
		Sources: []Source{SourceSwitches},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			for _, v := range c.Switches {
				if v.Silent > 0 && v.Reason == inventory.ReasonAuth {
					fs = append(fs, c.silent(v, map[string]string{"credentials": lines(v.Switch.Credentials)}))
				}
			}
			return fs
		},
	}
}
