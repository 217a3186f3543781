package radius

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"rollcall/collector/tail"
	"rollcall/inventory"
)

// freeRADIUS reads what FreeRADIUS writes, of all sorts in one file:
//
//   - radius.log with auth = yes: "Login incorrect (why): [name] (from client NAS port N cli MAC)";
//   - lines of module linelog that hold Access-Reject and name=value pairs;
//   - entries of module detail whose Packet-Type is Access-Reject: a line with the
//     time, indented attributes, an empty line.
type freeRADIUS struct {
	File
	open  bool // within an entry
	at    time.Time
	pairs map[string]string

	invalid string // the request that was last called one of an invalid user
}

// mostPairs bounds the attributes of an entry.
const mostPairs = 64

// incorrect is a refusal in radius.log, and in what radiusd sends by syslog.
var incorrect = regexp.MustCompile(`(?:Login incorrect|Invalid user|Rejected user)(?: \((.*?)\))?: \[([^\]]*)\](?: \(from client (\S+)(?: port \d+)?(?: cli ([^ )]+))?[^)]*\))?`)

// pair is name=value as linelog is told to write it; names are of RADIUS, with
// hyphens.
var pair = regexp.MustCompile(`([A-Za-z][A-Za-z0-9-]{1,40})\s?=\s?("(?:[^"\\]|\\.)*"|[^\s,;]+)`)

func (r *freeRADIUS) Begin(tail.How, string, func(inventory.AccessReject)) { r.open = false }
func (r *freeRADIUS) End(func(inventory.AccessReject))                     {}
func (r *freeRADIUS) State() []byte                                        { return nil }
func (r *freeRADIUS) Restore([]byte)                                       {}

func (r *freeRADIUS) Line(text []byte, emit func(inventory.AccessReject)) error {
	line := r.text(text)
	switch {
	case strings.HasPrefix(line, "\t"):
		return r.attribute(line)
	case strings.TrimSpace(line) == "":
		return r.endEntry(emit)
	}
	broken := r.open && len(r.pairs) > 0 // an entry that another begins in: the server was stopped while it wrote
	if at, err := time.ParseInLocation(time.ANSIC, strings.TrimSpace(line), r.zone()); err == nil {
		r.open, r.at, r.pairs = true, at, map[string]string{}
		if broken {
			return RefusedBlock
		}
		return nil
	}
	r.open = false
	return r.lineOf(line, emit)
}

// attribute takes in one attribute of an entry.
func (r *freeRADIUS) attribute(line string) error {
	if !r.open {
		return nil // of an entry whose beginning we have not read
	}
	name, value, ok := strings.Cut(strings.TrimSpace(line), " = ")
	if !ok || len(r.pairs) >= mostPairs {
		return RefusedShape
	}
	r.pairs[strings.ToLower(name)] = unquoted(value)
	return nil
}

// endEntry ends an entry of a detail file.
func (r *freeRADIUS) endEntry(emit func(inventory.AccessReject)) error {
	if !r.open {
		return nil
	}
	r.open = false
	if r.pairs["packet-type"] != "Access-Reject" && r.pairs["post-auth-type"] != "REJECT" {
		return nil
	}
	return r.fromPairs(r.at, r.pairs, emit)
}

// lineOf reads a line that stands for itself.
func (r *freeRADIUS) lineOf(line string, emit func(inventory.AccessReject)) error {
	g := incorrect.FindStringSubmatch(line)
	isPairs := g == nil && strings.Contains(line, "Access-Reject")
	if g == nil && !isPairs {
		return nil
	}
	at, err := stampAt(line, r.zone(), r.now())
	if err != nil {
		return err
	}
	if isPairs {
		pairs := map[string]string{}
		for _, p := range pair.FindAllStringSubmatch(line, mostPairs) {
			pairs[strings.ToLower(p[1])] = unquoted(p[2])
		}
		return r.fromPairs(at, pairs, emit)
	}
	reject := r.reject(at, "radius")
	if err := incorrectOf(&reject, g); err != nil || r.saidBefore(line, g[2]) {
		return err
	}
	emit(reject)
	return nil
}

// request is the number of a request in radius.log.
var request = regexp.MustCompile(`: Auth: \((\d+)\) `)

// saidBefore says whether a line tells of a refusal that the line before told of:
// version 3.2 calls some first invalid and then incorrect.
func (r *freeRADIUS) saidBefore(line, name string) bool {
	g := request.FindStringSubmatch(line)
	if g == nil {
		return false
	}
	this := g[1] + " " + name
	again := strings.Contains(line, "Login incorrect") && this == r.invalid
	if r.invalid = ""; strings.Contains(line, "Invalid user") {
		r.invalid = this
	}
	return again
}

// incorrectOf fills in what a line of radius.log says.
func incorrectOf(r *inventory.AccessReject, g []string) error {
	r.Reason, r.AP = tidy(g[1], maxReason), tidy(g[3], maxName)
	address(r, g[3])
	name := g[2]
	if head, rest, ok := strings.Cut(name, "/<via Auth-Type = "); ok { // no password was sent
		name = head
		if r.Reason == "" {
			r.Reason = tidy("Auth-Type "+strings.TrimSuffix(rest, ">"), maxReason)
		}
	}
	return refused(r, name, g[4])
}

// The names by which attributes come, the dictionary's first.
var (
	userNames    = []string{"user-name", "stripped-user-name", "user"}
	callingNames = []string{"calling-station-id", "calling", "mac"}
	calledNames  = []string{"called-station-id", "called"}
	nasNames     = []string{"nas-ip-address", "nas-ipv6-address", "packet-src-ip-address", "nas"}
	apNames      = []string{"aruba-location-id", "aruba-ap-name", "nas-identifier", "ap"}
	ssidNames    = []string{"called-station-ssid", "aruba-essid-name", "airespace-wlan-name", "ssid"}
	reasonNames  = []string{"module-failure-message", "reply-message", "reason"}
)

func first(pairs map[string]string, names []string) string {
	for _, name := range names {
		if v := pairs[name]; v != "" {
			return v
		}
	}
	return ""
}

// fromPairs reads a refusal of attributes.
func (r *freeRADIUS) fromPairs(at time.Time, pairs map[string]string, emit func(inventory.AccessReject)) error {
	if unix, err := strconv.ParseInt(pairs["timestamp"], 10, 64); err == nil {
		at = time.Unix(unix, 0)
	}
	if !plausible(at) {
		return RefusedTime
	}
	reject := r.reject(at, "radius")
	reject.AP, reject.SSID = tidy(first(pairs, apNames), maxName), tidy(first(pairs, ssidNames), maxName)
	reject.Reason = tidy(first(pairs, reasonNames), maxReason)
	address(&reject, first(pairs, nasNames))
	called(&reject, first(pairs, calledNames))
	if err := refused(&reject, first(pairs, userNames), first(pairs, callingNames)); err != nil {
		return err
	}
	emit(reject)
	return nil
}

// unquoted takes the quotes off a value.
func unquoted(s string) string {
	if len(s) < 2 || s[0] != '"' {
		return s
	}
	if plain, err := strconv.Unquote(s); err == nil {
		return plain
	}
	return strings.Trim(s, `"`)
}
