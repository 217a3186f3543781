package inventory

import (
	"net/netip"
	"time"
)

// A Kind names a sort of finding: the snake_case names that people, metrics and
// alerts share.
type Kind string

// The kinds of finding.
const (
	KindReservedIPTaken   Kind = "reserved_ip_taken"
	KindPublicIPInUse     Kind = "public_ip_in_use"
	KindUnlistedWired     Kind = "unlisted_wired"
	KindForeignSchoolIP   Kind = "foreign_school_ip"
	KindUnknownMAC        Kind = "wl_unknown_mac"
	KindOtherSchool       Kind = "wl_other_school"
	KindRandomMAC         Kind = "wl_random_mac"
	KindNearMiss          Kind = "wl_near_miss"
	KindListDrift         Kind = "wl_list_drift"
	KindListDuplicate     Kind = "mac_list_duplicate"
	KindStaleMAC          Kind = "mac_stale"
	KindWatchedMAC        Kind = "watch_mac_seen"
	KindDuplicateLocation Kind = "mac_duplicate_location"
	KindMultiMACPort      Kind = "multi_mac_port"
	KindPortRecordDrift   Kind = "port_record_drift"
	KindUnknownSwitch     Kind = "unknown_switch"
	KindSwitchDown        Kind = "switch_down"
	KindSNMPAuthFail      Kind = "snmp_auth_fail"
	KindSwitchReboot      Kind = "switch_reboot"
	KindPollStale         Kind = "poll_stale"
	KindBackupOverdue     Kind = "backup_overdue"
	KindBackupOffline     Kind = "backup_offline_overdue"

	KindDHCPSlow          Kind = "dhcp_slow"
	KindDHCPNoOffer       Kind = "dhcp_no_offer"
	KindRogueDHCP         Kind = "rogue_dhcp"
	KindDHCPForbidden     Kind = "dhcp_in_no_dhcp_zone"
	KindDHCPScopeFull     Kind = "dhcp_scope_nearly_full"
	KindDHCPRelaySettings Kind = "dhcp_relay_settings"
	KindAPIPASeen         Kind = "apipa_seen"
	KindGatewayDown       Kind = "gateway_down"
	KindUpstreamDown      Kind = "upstream_down"
	KindReservedMissing   Kind = "reserved_missing"
	KindCardReaderOffline Kind = "card_reader_offline"
	KindBlockedIP         Kind = "blocked_ip_located"
	KindUplinkSaturated   Kind = "uplink_saturated"
	KindBroadcastHigh     Kind = "bcast_high"
	KindLoopSuspected     Kind = "loop_suspected"
	KindLinkFlap          Kind = "link_flap"
	KindInterfaceErrors   Kind = "if_errors"
	KindLinkSpeedLow      Kind = "link_speed_low"
	KindIPv6NDHigh        Kind = "ipv6_nd_high"
	KindCPUSustained      Kind = "cpu_sustained"
	KindServerResource    Kind = "server_resource"
	KindDefaultCommunity  Kind = "snmp_default_community"

	KindRestrictedVendor Kind = "restricted_vendor"
	KindIoTUnlisted      Kind = "iot_unlisted"
	KindIoTNotSeen       Kind = "iot_not_seen"
)

// A Severity orders findings.
type Severity string

// The severities.
const (
	Info     Severity = "info"
	Warning  Severity = "warning"
	Critical Severity = "critical"
)

// A TableRef names a table of a switch that a finding rests on. Without a Table
// it stands for any answer at all of the switch; the zero TableRef stands for any
// answer of any switch of the school.
type TableRef struct {
	Switch SwitchID `json:"switch"`
	Table  Table    `json:"table"`
}

// A Finding is something that is not as it should be, as a rule sees it at one
// moment. School, Kind and Subject together name it: a rule that finds the same
// thing again returns the same three.
type Finding struct {
	Kind     Kind
	School   SchoolCode
	Severity Severity
	Subject  string // what it is about, stable: a MAC, an address, a port, a switch

	Switch SwitchID // where, as far as it is known
	Port   string
	MAC    MAC
	IP     netip.Addr
	VID    int
	Room   string
	Since  time.Time // of the fact, not of the finding
	Due    Date      `json:",omitempty"` // by when people are to have dealt with it; empty: no day is set

	// Args fill the sentence of the kind (exporter/wording): {mac}, {brand} …
	Args map[string]string
	// Rests names the tables that must all have been read completely before the
	// finding may be taken for gone.
	Rests []TableRef
	// Doubt says that the rule can neither claim it nor rule it out at the moment:
	// it opens nothing and resolves nothing.
	Doubt bool `json:"-"`
}

// The states in the life of a finding. Acknowledged, dismissed and accepted are
// people's words.
const (
	StateOpen         = "open"
	StateAcknowledged = "acknowledged"
	StateDismissed    = "dismissed"
	StateAccepted     = "accepted"
	StateResolved     = "resolved"
)

// A FindingRow is a finding with its life, as the store keeps it.
type FindingRow struct {
	ID    int64 // the reference number: #A-1023 is 1023
	State string
	Finding
	Opened   time.Time // when it was first judged so
	Seen     time.Time // when it was last judged so
	Resolved time.Time // zero while it lasts
	Muted    string    // the subject of the parent finding that mutes it; empty: not muted
	Actor    string    // who acknowledged or dismissed it
	Note     string    // why
	Until    time.Time // of an accepted finding: how long it is accepted; zero: for good
}
