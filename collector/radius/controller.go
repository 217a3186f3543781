package radius

import (
	"regexp"
	"strings"

	"rollcall/inventory"
)

// A wording is how a maker's controller says that it refused somebody. Its groups
// are mac, ap, ssid, reason and user; sure says that it is said of MAC
// authentication alone.
type wording struct {
	maker string
	sure  bool
	exp   *regexp.Regexp
}

const mac = `(?P<mac>[0-9a-fA-F]{4}\.[0-9a-fA-F]{4}\.[0-9a-fA-F]{4}|[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}|[0-9a-fA-F]{2}(?:[:-][0-9a-fA-F]{2}){5})`

// wordings are those that are looked for, the first that fits first.
var wordings = []wording{
	// IOS-XE: 9800 controllers, and switches that authenticate by MAC.
	{"Cisco", true, regexp.MustCompile(`%MAB-\d-FAIL: .*?[Aa]uthentication failed for client \(` + mac + `\)(?: with reason \((?P<reason>[^)]*)\))?`)},
	{"Cisco", false, regexp.MustCompile(`%SESSION_MGR-\d-FAIL: .*? for client \(` + mac + `\)(?:.*?[Uu]ser(?:name)?:? ?(?P<user>[^ .]+))?(?:.*?Authc failure reason: (?P<reason>[^.]*))?`)},
	{"Cisco", false, regexp.MustCompile(`%CLIENT_EXCLUSION_SERVER-\d-ADD_TO_\w+: .*?MAC: ` + mac + `.*?(?:AP(?: [Nn]ame)?:? ?(?P<ap>[\w.-]+).*?)?[Rr]eason: ?(?P<reason>[^,]*)`)},
	// AireOS: traps that the controller also writes to syslog.
	{"Cisco", false, regexp.MustCompile(`(?i)Client (?:Excluded|Auth(?:entication)? Fail(?:ed|ure)|Association Fail(?:ed|ure)):? ?(?:Client )?MACAddress: ?` + mac + `(?:.*?AP ?Name: ?(?P<ap>[\w.-]+))?(?:.*?User ?Name: ?(?P<user>\S+))?(?:.*?SSID: ?(?P<ssid>\S+))?(?:.*?Reason: ?(?P<reason>.*?)(?: ?ReasonCode|$))?`)},
	{"Cisco", true, regexp.MustCompile(`%AAA-\d-\w*: .*?(?:MAC|mac) (?:filter|Filter).*?(?:fail|reject|not found)\w* .*?` + mac)},
	// ArubaOS and Aruba Instant.
	{"Aruba", false, regexp.MustCompile(`User Authentication failed\.? username=(?P<user>\S+) .*?usermac=` + mac + `(?:.*?apname=(?P<ap>\S+))?(?:.*?(?:reason|authresult)=(?P<reason>.*?)(?: \w+=|$))?`)},
	{"Aruba", false, regexp.MustCompile(`(?:RADIUS )?[Rr]eject for (?:station|client|user) (?P<user>\S+ )?` + mac)},
	{"Aruba", true, regexp.MustCompile(`MAC=` + mac + `.*?[Mm][Aa][Cc][- ][Aa]uth(?:entication)? fail`)},
	{"Aruba", true, regexp.MustCompile(`[Mm][Aa][Cc][- ][Aa]uth(?:entication)? (?:has )?failed.*?` + mac)},
	// Huawei and H3C.
	{"Huawei", false, regexp.MustCompile(`STA_AUTH_FAIL.*?(?:Sta)?M(?:ac|AC)=` + mac + `,APName=(?P<ap>[^,]*)(?:.*?Ssid=(?P<ssid>[^,]*))?(?:.*?FailCauseStr=(?P<reason>[^,)]*))?`)},
	{"H3C", true, regexp.MustCompile(`MACAUTH[_/].*?FAIL.*?(?:MACAddr|MAC)\w*=` + mac + `(?:.*?AccessVLANID=\d+)?(?:.*?SSID=(?P<ssid>[^;,]*))?`)},
}

// ControllerLine reads a line of syslog, its frame taken off, of a controller or of
// an authentication server. ok is false where it speaks of something else.
func ControllerLine(text string) (r inventory.AccessReject, ok bool) {
	r.Count = 1
	if g := incorrect.FindStringSubmatch(text); g != nil {
		return r, incorrectOf(&r, g) == nil
	}
	for _, w := range wordings {
		g := w.exp.FindStringSubmatch(text)
		if g == nil {
			continue
		}
		group := func(name string) string {
			if i := w.exp.SubexpIndex(name); i >= 0 {
				return strings.TrimSpace(g[i])
			}
			return ""
		}
		var err error
		if r.MAC, err = inventory.ParseMAC(group("mac")); err != nil || r.MAC.IsZero() || r.MAC.IsGroup() {
			return r, false
		}
		r.AP, r.SSID, r.Reason = tidy(group("ap"), maxName), tidy(group("ssid"), maxName), tidy(group("reason"), maxReason)
		r.Class = classOf(w.sure, group("user"), r)
		r.Account = r.Class == inventory.RejectAccount
		return r, true
	}
	return r, false
}

// classOf tells why somebody was refused. Where neither the message nor the name says
// which authentication it was, only the SSID may tell, later.
func classOf(sure bool, user string, r inventory.AccessReject) inventory.RejectClass {
	user = strings.Trim(user, `",.;`)
	_, isMAC := macIn(user)
	class := inventory.ClassOfReject(r.Reason)
	switch {
	case sure || isMAC || class == inventory.RejectServer:
		return class
	case !nobody(user):
		return inventory.RejectAccount
	case r.SSID == "" && class == inventory.RejectUnlisted:
		return inventory.RejectOther
	}
	return class
}

// nobody says whether makers write a word where there is no name.
func nobody(name string) bool {
	switch strings.ToLower(name) {
	case "", "unknown", "n/a", "null", "-":
		return true
	}
	return false
}
