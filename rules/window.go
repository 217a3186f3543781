package rules

import (
	"math"
	"slices"
	"strconv"
	"time"

	"rollcall/inventory"
)

// measured says whether the switches that a row rests on have been measured for so
// long that a window would show again what the row says. A switch that was taken out
// of the configuration is measured no more.
func (r *reconciler) measured(row inventory.FindingRow) bool {
	over := r.rules[row.Kind].Over
	if over == 0 {
		return true
	}
	return !slices.ContainsFunc(row.Rests, func(t inventory.TableRef) bool {
		since, ok := r.Windows.Since[t.Switch]
		return !r.removed(t.Switch) && (!ok || r.At.Sub(since) < over)
	})
}

// windowPorts returns the ports that windows tell something of, in order, with the
// window of each.
func (c *Case) windowPorts(holds func(*inventory.PortView, inventory.PortWindow) bool) []*inventory.PortView {
	var ports []*inventory.PortView
	for id, w := range c.Windows.Ports {
		if p := c.ports[id]; p != nil && holds(p, w) {
			ports = append(ports, p)
		}
	}
	slices.SortFunc(ports, func(a, b *inventory.PortView) int { return comparePort(a.Port, b.Port) })
	return ports
}

// onPort begins a finding about one port that rests on its switch's interfaces.
func (c *Case) onPort(id inventory.PortID, args map[string]string) inventory.Finding {
	return c.at(inventory.Finding{
		Subject: string(id.Switch) + " " + id.IfName, Args: args,
		Rests: []inventory.TableRef{ref(id.Switch, inventory.TableInterfaces)},
	}, id)
}

// about writes a measurement with two digits that mean something, so that its
// trembling is no news.
func about(x float64) string {
	if x <= 0 {
		return "0"
	}
	unit := math.Pow(10, math.Floor(math.Log10(x))-1)
	return strconv.FormatFloat(math.Round(x/unit)*unit, 'f', max(0, -int(math.Round(math.Log10(unit)))), 64)
}

// percent writes a share in whole percent.
func percent(share float64) string { return strconv.Itoa(int(math.Round(100 * share))) }

// number writes a configured number as people wrote it.
func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// minutes writes a configured time.
func minutes(d time.Duration) string { return strconv.Itoa(int(d / time.Minute)) }

// deviceAt names what hangs on a port, as far as there are few: MAC and maker of each;
// of several the smart boxes alone, where there are such.
func (c *Case) deviceAt(port inventory.PortID) (macs []inventory.MAC) {
	v := c.views[port.Switch]
	if v == nil {
		return nil
	}
	for _, s := range v.Sightings {
		if s.Port == port && s.Misses == 0 {
			macs = append(macs, s.MAC)
		}
	}
	slices.SortFunc(macs, compareMAC)
	macs = slices.Compact(macs)
	boxes := slices.DeleteFunc(slices.Clone(macs), func(m inventory.MAC) bool { return c.class(m) != inventory.ClassSmartBox })
	if len(boxes) > 0 {
		return boxes
	}
	return macs[:min(len(macs), 3)]
}

// describe is a port in a list: switch, port, room, MACs and makers.
func (c *Case) describe(port inventory.PortID) string {
	text := string(port.Switch) + " " + port.IfName
	if room := c.room(port); room != "" {
		text += " " + room
	}
	for _, m := range c.deviceAt(port) {
		text += " " + m.String()
		if b := brand(m); b != "" {
			text += " (" + b + ")"
		}
	}
	return text
}

// windowLimits are the limits with the defaults filled in.
func (c *Case) windowLimits() inventory.WindowLimits { return c.limits.Windows.Filled() }

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) && !b.IsZero() {
		return b
	}
	return a
}
