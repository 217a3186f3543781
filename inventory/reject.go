package inventory

import (
	"net/netip"
	"time"
)

// An AccessReject is one refusal by MAC authentication (RFC 2865, 4.3), as an
// authentication server, a wireless controller or the city's own system tells of
// it. A device that is refused is in no switch table: this alone shows it. Strings
// are untrusted and of bounded length.
type AccessReject struct {
	At     time.Time
	School SchoolCode // by the access point or controller that asked; empty: not known
	MAC    MAC
	SSID   string
	AP     string     // the access point, or the controller, as the message names it
	NAS    netip.Addr // who asked the authentication server
	Reason string     // as it was said
	Source string     // radius syslog csv, and the name of the source in the configuration
	Count  int        // how many refusals this stands for; 0: one
}
