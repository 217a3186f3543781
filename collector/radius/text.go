package radius

import (
	"net/netip"
	"regexp"
	"strings"
	"time"
	"unicode"

	"rollcall/collector/tail"
	"rollcall/inventory"
)

// Refusals of the readers.
const (
	RefusedMAC   tail.Refusal = "bad mac"
	RefusedTime  tail.Refusal = "bad time"
	RefusedShape tail.Refusal = "unknown shape"
	RefusedBlock tail.Refusal = "unfinished"
)

// maxName and maxReason bound what is kept of a message, in characters.
const (
	maxName   = 64
	maxReason = 120
)

// tidy makes text of the network fit to be stored and shown, at most so many characters of it.
func tidy(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	s = strings.TrimSpace(s)
	n := 0
	for i := range s {
		if n++; n > most {
			return s[:i]
		}
	}
	return s
}

// aMAC is a MAC in a notation of RADIUS and its users.
var aMAC = regexp.MustCompile(`^(?:[0-9A-Fa-f]{2}([-:.]?)(?:[0-9A-Fa-f]{2}[-:.]?){4}[0-9A-Fa-f]{2}|[0-9A-Fa-f]{4}[-.][0-9A-Fa-f]{4}[-.][0-9A-Fa-f]{4}|[0-9A-Fa-f]{6}-[0-9A-Fa-f]{6})$`)

// macIn reads a name that is a MAC, with a realm or a password behind it: who is
// refused by MAC authentication calls itself so.
func macIn(name string) (inventory.MAC, bool) {
	name, _, _ = strings.Cut(name, "/")
	name, _, _ = strings.Cut(name, "@")
	if !aMAC.MatchString(name) {
		return inventory.MAC{}, false
	}
	mac, err := inventory.ParseMAC(name)
	return mac, err == nil && !mac.IsZero() && !mac.IsGroup()
}

// refused fills in who was refused: name is the User-Name, calling the
// Calling-Station-Id (RFC 3580, 3.21). Without the latter nobody knows which device
// it was where an account was refused.
func refused(r *inventory.AccessReject, name, calling string) error {
	r.Class = inventory.ClassOfReject(r.Reason)
	if mac, ok := macIn(name); ok {
		r.MAC = mac
		return nil
	}
	if name != "" {
		r.Account, r.Class = true, inventory.RejectAccount
	}
	if mac, ok := macIn(calling); ok {
		r.MAC = mac
		return nil
	}
	if r.Account {
		return nil
	}
	return RefusedMAC
}

// called reads a Called-Station-Id: the address of the access point, and behind a
// colon the SSID (RFC 3580, 3.20).
func called(r *inventory.AccessReject, s string) {
	ap, ssid := s, ""
	switch {
	case len(s) >= 17 && aMAC.MatchString(s[:17]):
		ap, ssid = s[:17], strings.TrimPrefix(s[17:], ":")
	case len(s) >= 12 && aMAC.MatchString(s[:12]):
		ap, ssid = s[:12], strings.TrimPrefix(s[12:], ":")
	}
	if r.AP == "" {
		r.AP = tidy(ap, maxName)
	}
	if r.SSID == "" {
		r.SSID = tidy(ssid, maxName)
	}
}

// address sets who asked the authentication server, where that is told.
func address(r *inventory.AccessReject, s string) {
	if ip, err := netip.ParseAddr(strings.TrimSpace(s)); err == nil && !ip.IsUnspecified() {
		r.NAS = ip.Unmap()
	}
}

// plausible says whether a moment may be one of a message.
func plausible(at time.Time) bool { return at.Year() >= 2000 && at.Year() < 2100 }
