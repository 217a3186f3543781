package rules

import (
	"slices"

	"rollcall/inventory"
)

// watched says whether a school has one of the sources that reachability is.
func (src Source) watched(c *Case) bool {
	measured := c.Reach.Gateway.State.Measured()
	switch src {
	case SourceGateway:
		return measured
	case SourceWay:
		return measured || c.keeps && c.Reach.Upstream.State.Measured()
	case SourcePresentZone:
		return len(c.alwaysOn(inventory.ClassQuakePC, inventory.ClassQuakeSensor)) > 0
	case SourceCardReader:
		return len(c.alwaysOn(inventory.ClassCardReader)) > 0
	}
	answers := func(d inventory.Reach) bool { return !d.Answered.IsZero() }
	return len(c.bindings) > 0 || c.everRead(inventory.TableARP) || slices.ContainsFunc(c.Reach.Devices, answers)
}
