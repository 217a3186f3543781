package rules

import "rollcall/inventory"

// inDoubt says whether a device that no list has may yet be one that is known: it
// could be a switch of the school, or the copy of the whitelist is missing or too
// old to tell. Such a finding neither opens nor resolves.
func (c *Case) inDoubt(mac inventory.MAC) bool {
	return c.usable.Key != "" || c.mayBeSwitch(mac)
}
