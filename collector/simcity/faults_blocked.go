package simcity

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"rollcall/inventory"
)

// What happens to blocked addresses (F44), counted from the start of the city: they
// are blocked, then two PCs exchange their addresses, then the centre has its list.
const (
	blockedAfter = 30 * time.Second
	swappedAfter = 45 * time.Second
	listedAfter  = 60 * time.Second
)

// A blockedAddress is one row of the centre's list.
type blockedAddress struct {
	ip     netip.Addr
	reason string
}

// block puts the address of a device on the list.
func (p *planter) block(d *Device, reason string) Fault {
	p.city.blocked = append(p.city.blocked, blockedAddress{d.IP, reason})
	f := at(d)
	f.After = p.city.happens(listedAfter).Seconds()
	return f
}

// blockedPC (F44) blocks the address of a PC of a VLAN, by what it did.
func blockedPC(vid int, reason string) func(*planter) Fault {
	return func(p *planter) Fault {
		return p.block(p.devices(func(d *Device) bool { return pcOf(d, vid) })[0], reason)
	}
}

// pcOf says whether a device is a listed PC of a VLAN, with a socket of its own and
// a place that does not change.
func pcOf(d *Device, vid int) bool {
	return d.Class == inventory.ClassPC && d.VID == vid && d.Listed && d.IP.IsValid() && d.Port.Use == useEdge && !d.Blind && d.lasts()
}

// blockedAndSwapped (F44) blocks the address of a PC that exchanges it with another
// before the list is there: who looks for the address finds the wrong PC.
func blockedAndSwapped(p *planter) Fault {
	pcs := p.devices(func(d *Device) bool { return pcOf(d, vlanAdmin) })
	d, other := pcs[0], pcs[1]
	d.swaps, other.swaps, p.swapAfter = other, d, p.city.happens(swappedAfter)
	f := p.block(d, "殭屍電腦連線")
	f.Note = fmt.Sprintf("held by %s (%s) since %s after the start", other.MAC, other.Name, p.city.happens(swappedAfter))
	return f
}

// blockedRouter (F44) blocks the address of a Wi-Fi router that a teacher brought
// along, and that the school has listed as one.
func blockedRouter(p *planter) Fault {
	room := "3F 自然科教室"
	d := p.add(Device{MAC: p.macs.mac(p.r, "router"), IP: p.free(vlanTeaching), Name: "自購無線分享器", Class: inventory.ClassRouter, Listed: true,
		Room: room, Port: p.socket(nil).access(vlanTeaching, room), VID: vlanTeaching, Online: true, Chatty: true})
	f := p.block(d, "對外垃圾郵件")
	f.Note = "NAT: the devices behind it cannot be told"
	return f
}

// free is the highest address of a VLAN that nothing has.
func (p *planter) free(vid int) netip.Addr {
	last := 253
	taken := func(d *Device) bool { return d.IP == p.ip(vid, last) }
	for slices.ContainsFunc(p.Devices, taken) {
		last--
	}
	return p.ip(vid, last)
}

// Blocklist returns the centre's list of blocked addresses as it would mail it, and
// when it does; no text where nothing is blocked. Call it once the city has begun.
func (c *City) Blocklist() (text string, at time.Time) {
	at = c.start.Add(c.happens(listedAfter))
	if len(c.blocked) == 0 {
		return "", at
	}
	local := c.start.Add(c.happens(blockedAfter)).In(time.FixedZone("Asia/Taipei", 8*3600))
	republic := func(format string) string {
		return fmt.Sprintf("%d", local.Year()-1911) + local.Format(format)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "各校資訊組長您好：\n\n本週遭封鎖的IP如下（%s），請確認位置、還原裝置，並於期限前申請解鎖。\n\n", republic("年1月2日"))
	for i, one := range c.blocked {
		fmt.Fprintf(&b, "%d. %s　%s　%s\n", i+1, written(i, one.ip), republic("/01/02 15:04:05"), one.reason)
	}
	b.WriteString("\n教網中心\n")
	return b.String(), at
}

// written is an address as people write it so that nobody clicks on it, and as a
// Chinese keyboard does.
func written(i int, ip netip.Addr) string {
	switch i % 3 {
	case 1:
		return strings.ReplaceAll(ip.String(), ".", "[.]")
	case 2:
		return strings.Map(func(r rune) rune { return r + 0xfee0 }, ip.String())
	}
	return ip.String()
}

// Announce has the city hand over the centre's list of blocked addresses when its
// time has come, while it is served. Call it before [City.Serve].
func (c *City) Announce(listed func(ctx context.Context, text string)) { c.announce = listed }

// announceBlocklist waits for the list and hands it over.
func (c *City) announceBlocklist(ctx context.Context) {
	text, at := c.Blocklist()
	if c.announce == nil || text == "" {
		return
	}
	timer := time.NewTimer(at.Sub(c.now()))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
		c.announce(ctx, text)
	}
}
