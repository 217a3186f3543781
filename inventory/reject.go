package inventory

import (
	"net/netip"
	"strings"
	"time"
)

// An AccessReject is one refusal by MAC authentication (RFC 2865, 4.3), as an
// authentication server, a wireless controller or the city's own system tells of
// it. A device that is refused is in no switch table: this alone shows it. Strings
// are untrusted and of bounded length.
type AccessReject struct {
	At     time.Time
	Last   time.Time  // the last of those that this stands for; zero: At
	School SchoolCode // by the access point or controller that asked; empty: not known
	MAC    MAC
	SSID   string
	AP     string     // the access point, or the controller, as the message names it
	NAS    netip.Addr // who asked the authentication server
	Reason string     // as it was said
	Source string     // radius syslog csv, and the name of the source in the configuration
	Class  RejectClass
	Count  int // how many refusals this stands for; 0: one
	// Account says that a person's account was refused (802.1X, a portal), not the
	// device: that is counted and never kept, and whose it was is not even read.
	Account bool
}

// Until is when the last of the refusals was.
func (r AccessReject) Until() time.Time {
	if r.Last.IsZero() {
		return r.At
	}
	return r.Last
}

// Times is how many refusals a row stands for.
func (r AccessReject) Times() int { return max(r.Count, 1) }

// RejectSlot is the stretch of time whose refusals of one device at one place are
// one row: a tablet that is refused tries again every second.
const RejectSlot = 10 * time.Minute

// A RejectClass is why a device was refused, coarsely enough to be counted by.
type RejectClass string

// The classes.
const (
	RejectUnlisted RejectClass = "unlisted" // MAC authentication does not know it
	RejectServer   RejectClass = "server"   // nobody could say: the authentication server is silent or broken
	RejectBlocked  RejectClass = "blocked"  // it is known, and shut out or excluded for a while
	RejectAccount  RejectClass = "account"  // not the device but somebody's account
	RejectOther    RejectClass = "other"    // or it is not said whether it was MAC authentication
)

// rejectWords are words of reasons by their class, the first that fits counting.
var rejectWords = []struct {
	class RejectClass
	words []string
}{
	{RejectServer, []string{"server down", "timeout", "timed out", "no response", "unreachable", "server dead", "not responding"}},
	{RejectBlocked, []string{"exclu", "blacklist", "denylist", "blocked", "disabled", "expired", "locked", "停用", "過期", "封鎖"}},
	{RejectUnlisted, []string{"auth-type", "not found", "no auth", "unknown", "invalid user", "not in", "not list", "no such", "cred fail", "authc fail", "mac auth",
		"mac filter", "macfilter", "reject", "未登錄", "不在", "白名單"}},
}

// ClassOfReject tells the class by the reason that was said. A refusal by MAC
// authentication that gives none is of a device that it does not know.
func ClassOfReject(reason string) RejectClass {
	said := strings.ToLower(reason)
	for _, c := range rejectWords {
		for _, word := range c.words {
			if strings.Contains(said, word) {
				return c.class
			}
		}
	}
	if said == "" {
		return RejectUnlisted
	}
	return RejectOther
}
