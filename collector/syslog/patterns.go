package syslog

import (
	"regexp"

	"rollcall/inventory"
)

// A pattern knows one sort of message. The named groups of its expression are
// user, port, vid, mac, and state: the word that says whether a link is up.
type pattern struct {
	maker string // whose wording it is
	kind  inventory.EventKind
	exp   *regexp.Regexp
}

const (
	port   = `(?P<port>[A-Za-z-]*\d(?:[\w./:-]*\w)?)`
	user   = `(?P<user>[\w.@\\$+-]{1,64})`
	state  = `(?P<state>up|down|on-?line|off-?line)`
	anyMAC = `(?P<mac>[0-9a-fA-F]{4}[.-][0-9a-fA-F]{4}[.-][0-9a-fA-F]{4}|[0-9a-fA-F]{2}(?:[:-][0-9a-fA-F]{2}){5})`
)

// patterns lists what is looked for, the first that fits first.
var patterns = []pattern{
	{"Cisco", inventory.EventConfigChanged, expression(`%SYS-\d-CONFIG_I: Configured from .*? by ` + user)},
	{"Cisco", inventory.EventConfigChanged, expression(`VSHD_SYSLOG_CONFIG_I: Configured from .*? by ` + user)},
	{"Cisco", inventory.EventConfigChanged, expression(`%PARSER-\d-CFGLOG_LOGGEDCMD: User:` + user)},
	{"Cisco", inventory.EventLinkDown, expression(`%(?:LINK|LINEPROTO)-\d-(?:UPDOWN|CHANGED): .*?[Ii]nterface ` + port + `, changed state to (?:administratively )?` + state)},
	{"Cisco", inventory.EventLoop, expression(`%PM-\d-ERR_DISABLE: (?:loopback|loopdetect|bpduguard|storm-control) error detected on ` + port)},
	{"Cisco", inventory.EventLoop, expression(`%ETHCNTR-\d-LOOP_BACK_DETECTED: .*? on ` + port)},
	{"Cisco", inventory.EventLoop, expression(`%SPANTREE-\d-(?:LOOPGUARD_BLOCK|BLOCK_BPDUGUARD): .*?port ` + port + `(?: on VLAN0*(?P<vid>\d+))?`)},
	{"Cisco", inventory.EventMACMoved, expression(`MACFLAP_NOTIF: Host ` + anyMAC + ` in vlan (?P<vid>\d+) is flapping between port \S+ and port ` + port)},
	{"Cisco", inventory.EventColdStart, expression(`%SYS-\d-RESTART:`)},
	{"Cisco", inventory.EventWarmStart, expression(`%SYS-\d-RELOAD: Reload requested(?: by ` + user + `)?`)},
	{"Cisco", inventory.EventAuthFailure, expression(`%SNMP-\d-AUTHFAIL:|LOGIN_FAILED: Login failed \[user: ?(?P<user>[^\]]{0,64})\]`)},

	{"Huawei", inventory.EventConfigChanged, expression(`%%\d\dSHELL/\d/CMDRECORD.*?\bUser=` + user)},
	{"Huawei", inventory.EventConfigChanged, expression(`%%\d\dCFM/\d/SAVE`)},
	{"Huawei", inventory.EventLinkDown, expression(`IF_STATE.*?Interface ` + port + ` has turned into ` + state + ` state`)},
	{"H3C", inventory.EventConfigChanged, expression(`%%\d\dSHELL/\d/SHELL_CMD: .*?-User=` + user)},
	{"H3C", inventory.EventConfigChanged, expression(`%%\d\dCFGMAN/\d/CFGMAN_CFGCHANGED`)},
	{"H3C", inventory.EventLinkDown, expression(`(?:Physical state on the interface|PHY_UPDOWN: .*?) ` + port + ` changed to ` + state)},
	{"H3C", inventory.EventLinkDown, expression(port + ` link status is ` + state)},
	{"H3C", inventory.EventLoop, expression(`Loopback exists on ` + port)},

	{"Juniper", inventory.EventConfigChanged, expression(`UI_COMMIT: User '(?P<user>[^']{1,64})'`)},
	{"Juniper", inventory.EventLinkDown, expression(`SNMP_TRAP_LINK_(?P<state>UP|DOWN): .*?ifName (?P<port>[^\s,]+)`)},

	{"D-Link", inventory.EventOther, expression(`LBD port recovered|loop\w* .*?(?:recovered|cleared|removed)`)}, // the end of a loop, before what looks like one
	{"D-Link", inventory.EventLoop, expression(`(?:Port|Interface) ` + port + `(?: VI[DL]:? ?(?P<vid>\d+))? LBD loop occurred`)},
	{"D-Link", inventory.EventConfigChanged, expression(`configuration (?:had been |has been |was )?(?:successfully )?(?:saved|uploaded|downloaded|changed)\b.*?user(?:name)?: ?` + user)},
	{"D-Link", inventory.EventAuthFailure, expression(`login failed through .*?username: ?(?P<user>[^,;)]{0,64})`)},
	{"D-Link", inventory.EventOther, expression(`successful login through .*?username: ?(?P<user>[^,;)]{0,64})`)},
	{"D-Link", inventory.EventTopologyChange, expression(`topology changed?\b`)},
	{"D-Link", inventory.EventWarmStart, expression(`system warm start`)},
	{"D-Link", inventory.EventColdStart, expression(`system (?:started up|cold start)`)},

	{"HP", inventory.EventLinkDown, expression(`\bports?: port ` + port + `(?: in \S+)? is now ` + state)},
	{"HP", inventory.EventLoop, expression(`loop-protect: port ` + port + ` disabled`)},
	{"Aruba", inventory.EventLinkDown, expression(`Link status for interface ` + port + ` is ` + state)},
	{"HP", inventory.EventConfigChanged, expression(`running[- ]?config(?:uration)? (?:was |has been )?changed.*?user:? '?` + user)},
	{"Zyxel", inventory.EventLoop, expression(`loop ?guard.*?\bport ` + port + `|\bport ` + port2 + ` .*?by loop ?guard`)},
	{"Zyxel", inventory.EventConfigChanged, expression(`save system configuration(?:.*?(?:user|by) ` + user + `)?`)},
	{"TP-Link", inventory.EventLinkDown, expression(`LinkStatus: ` + port + `,? changed state to ` + state)},

	// What holds for many makers.
	{"many", inventory.EventLoop, expression(`loop(?:back)?(?:-?back)? (?:is |was )?detected.*?\b(?:port|interface):? ` + port)},
	{"many", inventory.EventLoop, expression(`\b(?:port|interface) ` + port + `\b.*?\bloop(?:back)? (?:is |was )?detected`)},
	{"many", inventory.EventLinkDown, expression(`\b(?:port|interface) ` + port + `[,:]? (?:link (?:is |status is |state is )?|is |changed state to )(?:now )?` + state + `\b`)},
	{"many", inventory.EventConfigChanged, expression(`\b(?:user |username:? ?)'?` + user + `'? .*?\b(?:saved|changed|modified|committed|restored)\b.*?\bconfig`)},
	{"many", inventory.EventConfigChanged, expression(`\bconfig(?:uration)?\b.*?\b(?:saved|changed|modified|committed|restored)\b(?:.*?\b(?:by|user:?|username:?) (?:user )?'?` + user + `)?`)},
	{"many", inventory.EventAuthFailure, expression(`(?:authentication|login) fail(?:ed|ure)`)},
}

// port2 is port where an expression needs the group twice.
const port2 = `(?P<port2>[A-Za-z-]*\d(?:[\w./:-]*\w)?)`

// expression compiles the expression of a pattern. Makers do not agree on what to
// write in capitals.
func expression(s string) *regexp.Regexp { return regexp.MustCompile(`(?i)` + s) }
