package rules

import (
	"rollcall/inventory"
)

// atAddress is the finding that a binding is wrong: it rests on the ARP table of
// its source alone; where the device is plugged in is told as far as it is known.
func (c *Case) atAddress(b inventory.Binding, args map[string]string) inventory.Finding {
	args["source"] = string(b.Source)
	args["brand"] = brand(b.MAC)
	f := inventory.Finding{
		Subject: b.IP.String(), MAC: b.MAC, IP: b.IP, Since: b.First, Args: args,
		Rests: []inventory.TableRef{ref(b.Source, inventory.TableARP)},
	}
	return c.place(f, b.MAC)
}
