package config

// The raw structs: the shape of the file, key for key. Their leaves know where
// they stand; the check… functions turn them into a Config.

// rawFile is the main file. Files of conf.d have only the last group of keys.
type rawFile struct {
	pos
	Version    whole        `yaml:"version"`
	Timezone   text         `yaml:"timezone"`
	DataDir    text         `yaml:"data_dir"`
	City       rawCity      `yaml:"city"`
	Web        rawWeb       `yaml:"web"`
	Alerts     rawAlerts    `yaml:"alertmanager"`
	Polling    rawPolling   `yaml:"polling"`
	Reach      rawReach     `yaml:"reach"`
	History    rawHistory   `yaml:"history"`
	Thresholds rawLimits    `yaml:"thresholds"`
	Calendar   rawCalendar  `yaml:"calendar"`
	Brands     text         `yaml:"restricted_brands"`
	Backup     rawBackup    `yaml:"backup"`
	Traps      rawTraps     `yaml:"traps"`
	Syslog     rawSyslog    `yaml:"syslog"`
	SSIDs      []rawSSID    `yaml:"ssids"`
	Classroom  rawClassroom `yaml:"classroom_switch"`
	ARPSources []rawSwitch  `yaml:"arp_sources"`
	Discover   rawDiscover  `yaml:"discover"`
	Servers    []rawServer  `yaml:"servers"`
	Roles      []rawRole    `yaml:"roles"`
	Mail       rawMail      `yaml:"mail"`
	Notify     rawNotify    `yaml:"notify"`
	DHCP       rawDHCP      `yaml:"dhcp"`
	Radius     rawRadius    `yaml:"radius"`
	OpenID     rawOpenID    `yaml:"oidc"`

	Plan     []rawZone          `yaml:"ip_plan"`
	Schools  []rawSchool        `yaml:"schools"`
	Switches []rawSwitch        `yaml:"switches"`
	SNMP     map[string]rawSNMP `yaml:"snmp"`
}

// rawPart is a file of conf.d: what pages and people add to the main file. The
// city and mail stand in one file only.
type rawPart struct {
	pos
	City     rawCity     `yaml:"city"`
	Discover rawDiscover `yaml:"discover"`
	Mail     rawMail     `yaml:"mail"`

	SSIDs    []rawSSID          `yaml:"ssids"`
	Plan     []rawZone          `yaml:"ip_plan"`
	Schools  []rawSchool        `yaml:"schools"`
	Switches []rawSwitch        `yaml:"switches"`
	SNMP     map[string]rawSNMP `yaml:"snmp"`
}

type rawCity struct {
	pos
	Name         text  `yaml:"name"`
	Contact      text  `yaml:"contact"`
	Upstream     text  `yaml:"upstream_probe"`
	QuakeSensors whole `yaml:"quake_sensor_count"`
}

type rawWeb struct {
	pos
	Listen      text `yaml:"listen"`
	ExternalURL text `yaml:"external_url"`
	ConfigFile  text `yaml:"config_file"`
}

type rawAlerts struct {
	pos
	URLs texts `yaml:"urls"`
}

type rawPolling struct {
	pos
	Interface   period  `yaml:"interface"`
	FDB         period  `yaml:"fdb"`
	ARP         period  `yaml:"arp"`
	Inventory   period  `yaml:"inventory"`
	Timeout     period  `yaml:"timeout"`
	Retries     whole   `yaml:"retries"`
	Concurrency whole   `yaml:"per_switch_concurrency"`
	SchoolPPS   decimal `yaml:"max_pps_per_school"`
	SwitchPPS   decimal `yaml:"max_pps_per_switch"`
	BackoffCPU  whole   `yaml:"backoff_when_switch_cpu_over"`
	ActiveScan  yesNo   `yaml:"active_scan"`
	TryPublic   yesNo   `yaml:"default_community_check"`
}

type rawHistory struct {
	pos
	Bindings whole `yaml:"bindings_days"`
	FDB      whole `yaml:"fdb_days"`
	Personal whole `yaml:"personal_zone_days"`
	Audit    whole `yaml:"audit_days"`
}

type rawLimits struct {
	pos
	EdgePortMACs  whole         `yaml:"edge_port_macs"`
	StaleMACDays  whole         `yaml:"stale_mac_days"`
	DownAfter     whole         `yaml:"down_after"`
	WhitelistDays whole         `yaml:"whitelist_max_age_days"`
	ScopeUsed     whole         `yaml:"scope_used_percent"`
	BroadcastPort rawRate       `yaml:"broadcast_pps"`
	BroadcastVLAN rawRate       `yaml:"broadcast_vlan_pps"`
	DHCP          rawDHCPLimit  `yaml:"dhcp"`
	Neighbours    rawNeighbours `yaml:"ipv6_neighbours"`
	Uplink        rawUplink     `yaml:"uplink"`
	Resource      []rawResource `yaml:"resource"`
	CPU           rawCPU        `yaml:"cpu"`
	Flaps         whole         `yaml:"link_flaps_per_hour"`
	Errors        decimal       `yaml:"if_errors_percent"`
}

type rawRate struct {
	pos
	Warn decimal `yaml:"warn"`
	Crit decimal `yaml:"crit"`
	For  period  `yaml:"for"`
}

type rawDHCPLimit struct {
	pos
	Slow    period `yaml:"slow_p95"`
	NoOffer period `yaml:"no_offer_for"`
}

type rawNeighbours struct {
	pos
	Warn   whole `yaml:"warn"`
	Memory whole `yaml:"memory_percent"`
}

// rawCPU is when the processor of a switch is news.
type rawCPU struct {
	pos
	Warn whole  `yaml:"warn_percent"`
	For  period `yaml:"for"`
}

type rawUplink struct {
	pos
	Warn  whole   `yaml:"warn_percent"`
	Days  whole   `yaml:"school_days"`
	Share decimal `yaml:"share_of_hours"`
}

type rawResource struct {
	pos
	What   text    `yaml:"what"`
	AtMost decimal `yaml:"ge"`
	For    period  `yaml:"for"`
	Action text    `yaml:"action"`
}

type rawCalendar struct {
	pos
	Hours    rawHours    `yaml:"school_hours"`
	Holidays text        `yaml:"holidays"`
	Yearly   []rawYearly `yaml:"yearly"`
}

type rawHours struct {
	pos
	Days texts `yaml:"days"`
	From text  `yaml:"from"`
	To   text  `yaml:"to"`
}

type rawYearly struct {
	pos
	Month  whole `yaml:"month"`
	Weekly text  `yaml:"weekly"`
	Item   text  `yaml:"item"`
}

type rawBackup struct {
	pos
	Schedule text  `yaml:"schedule"`
	Keep     whole `yaml:"keep_days"`
	Offline  whole `yaml:"offline_copy_max_age_days"`
}

type rawSSID struct {
	pos
	Name    text  `yaml:"name"`
	Pattern text  `yaml:"pattern"`
	Kind    text  `yaml:"kind"`
	Hidden  yesNo `yaml:"hidden"`
	Test    yesNo `yaml:"test"`
}

type rawClassroom struct {
	pos
	Enabled yesNo               `yaml:"enabled"`
	Ports   map[string]anything `yaml:"ports"`
	Uplink  rawUplinkVLANs      `yaml:"uplink_vlans"`
}

type rawUplinkVLANs struct {
	pos
	Untagged text  `yaml:"untagged"`
	Tagged   texts `yaml:"tagged"`
}

type rawServer struct {
	pos
	Name    text  `yaml:"name"`
	IP      text  `yaml:"ip"`
	Address text  `yaml:"address"`
	SNMP    texts `yaml:"snmp"`
	Watch   texts `yaml:"watch"`
}

// rawDiscover is where `rollcall discover` may ask, beside the plan's networks for
// switches.
type rawDiscover struct {
	pos
	Networks texts `yaml:"networks"`
}

type rawRole struct {
	pos
	Name      text  `yaml:"name"`
	Schools   texts `yaml:"schools"`
	May       texts `yaml:"may"`
	Expires   whole `yaml:"expires_days"`
	Watermark yesNo `yaml:"watermark"`
}

type rawZone struct {
	pos
	ID              text  `yaml:"id"`
	Expr            text  `yaml:"expr"`
	Name            text  `yaml:"name"`
	VLAN            whole `yaml:"vlan"`
	DHCP            text  `yaml:"dhcp"`
	Medium          text  `yaml:"medium"`
	SSID            text  `yaml:"ssid"`
	Auth            text  `yaml:"auth"`
	Unknown         text  `yaml:"unknown_mac"`
	Classes         texts `yaml:"classes"`
	MustBePresent   yesNo `yaml:"must_be_present"`
	OnlyIf          text  `yaml:"only_if"`
	ExternalService text  `yaml:"external_service"`
	Prefix          text  `yaml:"prefix"`
	Gateway         text  `yaml:"gateway"`
	Pool            text  `yaml:"pool"`
	Overrides       texts `yaml:"overrides"`
	Source          text  `yaml:"source"`
}

type rawSchool struct {
	pos
	Code        text             `yaml:"code"`
	Name        text             `yaml:"name"`
	Kind        text             `yaml:"kind"`
	X           whole            `yaml:"x"`
	Vars        map[string]whole `yaml:"vars"`
	ClassCount  whole            `yaml:"class_count"`
	QuakeSensor yesNo            `yaml:"quake_sensor"`
	Migration   text             `yaml:"public_ip_migration"`
	Enforcement text             `yaml:"enforcement"`
	APMode      text             `yaml:"ap_mode"`
	Contacts    []rawContact     `yaml:"contacts"`
	Circuit     rawCircuit       `yaml:"circuit"`
	SubCircuits []rawSubCircuit  `yaml:"sub_circuits"`
	Gateway     text             `yaml:"gateway"`
	Whitelist   text             `yaml:"whitelist"`
	Master      text             `yaml:"mac_master"`
	PortRecord  text             `yaml:"port_record"`
	Lost        text             `yaml:"lost_devices"`
	IoT         text             `yaml:"iot_list"`
	Switches    []rawSwitch      `yaml:"switches"`
}

type rawContact struct {
	pos
	Name text `yaml:"name"`
	Mail text `yaml:"mail"`
	Lang text `yaml:"lang"`
}

type rawCircuit struct {
	pos
	Down   decimal `yaml:"down_mbps"`
	Up     decimal `yaml:"up_mbps"`
	Switch text    `yaml:"switch"`
	Port   text    `yaml:"port"`
	Faces  text    `yaml:"faces"`
}

type rawSubCircuit struct {
	pos
	Name   text    `yaml:"name"`
	Down   decimal `yaml:"down_mbps"`
	Up     decimal `yaml:"up_mbps"`
	Switch text    `yaml:"switch"`
	Port   text    `yaml:"port"`
	Faces  text    `yaml:"faces"`
}

type rawSwitch struct {
	pos
	Name    text  `yaml:"name"`
	School  text  `yaml:"school"` // only under switches: at the top of a file
	IP      text  `yaml:"ip"`
	Address text  `yaml:"address"`
	Role    text  `yaml:"role"`
	SNMP    texts `yaml:"snmp"`
	Rooms   text  `yaml:"rooms"`
	Uplinks texts `yaml:"uplinks"`
	Place   text  `yaml:"place"`
}

type rawSNMP struct {
	pos
	Version       text   `yaml:"version"`
	CommunityFile text   `yaml:"community_file"`
	UserFile      text   `yaml:"user_file"`
	Auth          text   `yaml:"auth"`
	Priv          text   `yaml:"priv"`
	Context       text   `yaml:"context"`
	Interval      period `yaml:"interval"`
}

// rawUser is a user_file: the credentials of one SNMPv3 user.
type rawUser struct {
	pos
	User         text `yaml:"user"`
	Auth         text `yaml:"auth"`
	AuthPassword text `yaml:"auth_password"`
	Priv         text `yaml:"priv"`
	PrivPassword text `yaml:"priv_password"`
	Context      text `yaml:"context"`
}

// rawTraps is where SNMP notifications are received, and with which credentials.
type rawTraps struct {
	pos
	Listen text  `yaml:"listen"`
	SNMP   texts `yaml:"snmp"`
}

type rawSyslog struct {
	pos
	Listen text `yaml:"listen"`
}
