package simcity

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rollcall/inventory"
)

// A refused is somebody whom the Wi-Fi authenticator refuses, again and again.
type refused struct {
	ap      *Device
	mac     inventory.MAC
	account string // of 802.1X; empty: MAC authentication
	ssid    string
	every   time.Duration
}

// A RejectLine is what is written or said of one refusal.
type RejectLine struct {
	At   time.Time
	Line string
	// From is the controller that says it by syslog; zero: it is a line of the
	// authenticator's log.
	From netip.Addr
}

// refusedTablet (F16b): a new tablet that nobody has listed, refused as it should be.
// No switch shows it.
func refusedTablet(p *planter) Fault {
	mac := p.macs.mac(p.r, "ipad")
	p.refuse(mac)
	return Fault{MAC: mac.String(), Note: refusedNote}
}

// refusedRandom (F17b): four of the school's iPads whose private Wi-Fi address is on.
func refusedRandom(p *planter) Fault {
	f := Fault{Note: refusedNote}
	for range 4 {
		mac := p.macs.random(p.r)
		p.refuse(mac)
		f.MACs = append(f.MACs, mac.String())
	}
	return f
}

// refusedMistyped (F18b): a tablet whose entry has one digit wrong is refused; at this
// school the controller says so.
func refusedMistyped(p *planter) Fault {
	for _, d := range shuffled(p.r, p.Devices) {
		if d.Online || !d.KLMobile || d.Drifted || p.involved(d) || d.ListedAs != (inventory.MAC{}) {
			continue
		}
		d.ListedAs = p.slip(d.MAC)
		p.refuse(d.MAC)
		return Fault{MAC: d.MAC.String(), Note: "listed as " + d.ListedAs.String() + "; " + refusedNote}
	}
	panic("simcity: school " + string(p.Code) + " has no tablet in its cart")
}

// slip is an address with one hex digit wrong that no device of the school has.
func (p *planter) slip(mac inventory.MAC) inventory.MAC {
	wrong := mac
	for {
		wrong[4] += 0x10
		taken := false
		for _, other := range p.Devices {
			taken = taken || other.MAC == wrong
		}
		if !taken {
			return wrong
		}
	}
}

const refusedNote = "refused by MAC authentication; only the authenticator's log or the controller shows it"

// refuse has the authenticator refuse a device on KL-mobile.
func (p *planter) refuse(mac inventory.MAC) {
	p.city.refused = append(p.city.refused, refused{ap: p.accessPoint(), mac: mac, ssid: vlanNames[vlanMobile], every: time.Minute})
}

// accessPoint is one of the school's own, not a router that somebody brought.
func (p *planter) accessPoint() *Device {
	return pick(p.r, slices.DeleteFunc(p.aps(), func(d *Device) bool { return d.Port.Use != useAP }))
}

// refusedAccounts (decoy): random MACs of people whose password is wrong: on
// eduroam, and on KL-roam's portal. They are refused as accounts, not as devices.
func refusedAccounts(p *planter) (Decoy, bool) {
	var d Decoy
	for i := range 6 {
		mac, ssid := p.macs.random(p.r), vlanNames[[]int{vlanRoam, vlanEduroam}[i%2]]
		p.city.refused = append(p.city.refused, refused{ap: p.accessPoint(), mac: mac, ssid: ssid, every: time.Minute,
			account: fmt.Sprintf("s%03d@kl.example", i+1)})
		d.MACs = append(d.MACs, mac.String())
	}
	d.Note = "refused by 802.1X or the portal: a person's account, not a device"
	return d, true
}

// refusedBefore (decoy): a person's phone that tried KL-mobile, and is on KL-roam now.
func refusedBefore(p *planter) (Decoy, bool) {
	for _, dev := range shuffled(p.r, p.ofClass(classPersonal)) {
		if dev.VID == vlanRoam && !dev.MAC.IsLocal() && dev.Online && dev.lasts() && !p.profile.central && dev.Roams == nil && !p.spoiled(dev.Port.Switch) {
			p.city.refused = append(p.city.refused, refused{ap: p.accessPoint(), mac: dev.MAC, ssid: vlanNames[vlanMobile], every: 7 * time.Minute})
			return Decoy{MAC: dev.MAC.String(), Note: "refused on KL-mobile now and then, and on KL-roam as it should be"}, true
		}
	}
	return Decoy{}, false
}

// refusesFrom is when the authenticator begins to refuse: when what it lets in has
// been read twice.
const refusesFrom = 15 * time.Second

// RejectLines returns what is written of refusals after one moment up to another, in
// order. In a city that is read every few seconds they come six times as often.
func (c *City) RejectLines(after, until time.Time) []RejectLine {
	var lines []RejectLine
	for i, r := range c.refused {
		every := r.every
		if !c.options.Daily {
			every /= 6
		}
		first := c.start.Add(c.happens(refusesFrom) + time.Duration(i)*time.Second)
		n := max(0, after.Sub(first)/every)
		for at := first.Add(n * every); !at.After(until); at = at.Add(every) {
			if at.After(after) {
				lines = append(lines, r.line(at))
			}
		}
	}
	return lines
}

// line is one refusal as FreeRADIUS writes it: an account in radius.log, a device by
// linelog; or as the school's controller says it, which all its Wi-Fi goes through.
func (r refused) line(at time.Time) RejectLine {
	dashed := strings.ToUpper(strings.ReplaceAll(r.mac.String(), ":", "-"))
	plain := strings.ReplaceAll(r.mac.String(), ":", "")
	out := RejectLine{At: at}
	school := r.ap.School
	switch {
	case r.account != "":
		out.Line = fmt.Sprintf("%s : Auth: (%d) Login incorrect (eap_peap: The users session was previously rejected): [%s] (from client %s port 0 cli %s)",
			at.Format(time.ANSIC), at.Unix()%1000, r.account, r.ap.Name, dashed)
	case school.profile.central:
		out.From = controllerAgent(school.Core.Agent)
		out.Line = fmt.Sprintf("<134>%s-wlc: *apfMsConnTask_1: %s: Client Authentication Failure: MACAddress:%s APName:%s User Name:%s SSID:%s Reason:MAC filter ReasonCode: 1",
			school.profile.prefix, at.Format("Jan 02 15:04:05.000"), r.mac, r.ap.Name, plain, r.ssid)
	default:
		out.Line = fmt.Sprintf("%s Access-Reject User-Name=%q Calling-Station-Id=%q Called-Station-Id=\"%s:%s\" NAS-IP-Address=%s NAS-Identifier=%q Module-Failure-Message=\"not in the list\"",
			at.Format(time.RFC3339), plain, dashed, strings.ToUpper(strings.ReplaceAll(r.ap.MAC.String(), ":", "-")), r.ssid, r.ap.IP, r.ap.Name)
	}
	return out
}

// rejectLog is where the authenticator writes, below the directory of the files.
const rejectLog = "log/radius.log"

// radiusKeys writes where refusals are read, and whose the access points are: a line
// of radius.log names nothing else.
func (c *City) radiusKeys() string {
	var schools []string
	for _, s := range c.Schools {
		schools = append(schools, fmt.Sprintf("%q: %q", s.profile.prefix+"-*", s.Code))
	}
	return fmt.Sprintf("radius:\n  logs: [{file: %s}]\n  schools: {%s}\n\n", rejectLog, strings.Join(schools, ", "))
}

// openRejectLog makes the authenticator's log, and leaves one that is there alone: it
// goes on.
func (c *City) openRejectLog(dir string) error {
	c.radiusLog = filepath.Join(dir, rejectLog)
	if err := os.MkdirAll(filepath.Dir(c.radiusLog), 0o700); err != nil {
		return fmt.Errorf("make a directory for the demo: %w", err)
	}
	return c.writeRejects(nil)
}

// writeRejects writes lines to the authenticator's log.
func (c *City) writeRejects(lines []string) error {
	file, err := os.OpenFile(c.radiusLog, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write the demo's log of refusals: %w", err)
	}
	defer file.Close()
	for _, line := range lines {
		if _, err := fmt.Fprintln(file, line); err != nil {
			return fmt.Errorf("write the demo's log of refusals: %w", err)
		}
	}
	return nil
}

// refuse refuses in real time until ctx ends.
func (c *City) refuse(ctx context.Context) {
	if c.radiusLog == "" {
		return
	}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for last := c.now(); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := c.now()
		var lines []string
		for _, l := range c.RejectLines(last, now) {
			if l.From.IsValid() {
				_ = sendLine(ctx, l.From, c.mail.syslog, l.Line) // whether it comes is the receiver's to tell
				continue
			}
			lines = append(lines, l.Line)
		}
		_ = c.writeRejects(lines) // a disk that is full is rollcall's to tell
		last = now
	}
}
