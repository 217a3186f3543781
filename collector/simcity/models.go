package simcity

import (
	"strconv"
	"strings"
)

// fdbDialect is how a model shows its forwarding table.
type fdbDialect int

const (
	fdbQBridge  fdbDialect = iota // dot1qTpFdbTable; FDB id = VLAN id (RFC 4363)
	fdbQLength                    // the same with a length octet ".6." before the MAC
	fdbQByFID                     // FDB id is not the VLAN id; dot1qVlanFdbId maps it
	fdbBridge                     // dot1dTpFdbTable only (RFC 4188): no VLAN
	fdbContexts                   // as fdbQBridge, and dot1dTpFdbTable per VLAN in community@vlan
	fdbNone                       // no bridge
)

// arpDialect is where a model shows the addresses it has resolved.
type arpDialect int

const (
	arpMedia    arpDialect = iota // ipNetToMediaTable (RFC 1213)
	arpPhysical                   // ipNetToPhysicalTable alone (RFC 4293)
	arpBoth
)

// A Model is a product line: how its ports are named and numbered, and the
// oddities of its tables. In the formats {u} is the unit of a stack, {n} the
// number on the front panel, {z} the same from 00, {v} a VLAN.
type Model struct {
	Name     string // as people say it: "DGS-1510-28X"
	Vendor   string // a key of makers
	ObjectID string // sysObjectID
	Descr    string // sysDescr
	Copper   int    // sockets for devices
	Fibre    int    // sockets for uplinks, behind the copper ones

	Port, PortDescr string // ifName and ifDescr of a socket
	Alias           string // what the firmware writes into every ifAlias
	UnitStep        int    // ifIndex of the second unit's first port less that of the first's
	IfOffset        int    // ifIndex less the number on the panel
	BridgeIsIfIndex bool   // dot1dBasePort is ifIndex; else it counts the sockets
	LAG             string // ifName of an aggregate
	LAGIfIndex      int    // its ifIndex is this plus its number
	MembersAreGone  bool   // a member of an aggregate is no bridge port
	VLAN            string // ifName of a VLAN interface; empty: none are shown
	VLANIfIndex     int    // its ifIndex is this plus the VLAN

	FDB        fdbDialect
	ARP        arpDialect
	OwnMAC     int    // the management MAC is that of the bridge plus this
	V1Only     bool   // no SNMPv2c: no GETBULK and no Counter64
	Circle     string // the table (subtree) whose last row comes twice: "OID not increasing"
	NoEntities bool   // no ENTITY-MIB
	Narrow     bool   // no 64-bit counters
}

// models are the product lines of the city, by a short key. Identifiers are those
// of real devices. Where none is on public record for a model, its nearest
// relative's stands in: DGS-3630-28SC (DGS-3620-28SC), DGS-1510-28X (DGS-1510-24),
// GS1920-24HP (the Zyxel line's common one).
var models = map[string]*Model{
	"dgs3620": {Name: "DGS-3620-28TC", Vendor: "D-Link", ObjectID: "1.3.6.1.4.1.171.10.118.1",
		Descr: "DGS-3620-28TC Gigabit Ethernet Switch", Copper: 20, Fibre: 8,
		Port: "{n}", PortDescr: "D-Link DGS-3620-28TC R3.00.B021 Port {n} on Unit 1",
		LAG: "Trunk{n}", LAGIfIndex: 900, VLAN: "802.1Q Encapsulation Tag {v}", VLANIfIndex: 1023, ARP: arpBoth},
	"dgs3630": {Name: "DGS-3630-28SC", Vendor: "D-Link", ObjectID: "1.3.6.1.4.1.171.10.118.2",
		Descr: "DGS-3630-28SC Gigabit Ethernet Switch", Copper: 8, Fibre: 20,
		Port: "eth1/0/{n}", PortDescr: "D-Link Corporation DGS-3630-28SC HW A2 firmware 2.30.B012 Port {n} on Unit 1",
		LAG: "port-channel{n}", LAGIfIndex: 5120, VLAN: "vlan{v}", VLANIfIndex: 10000, ARP: arpBoth},
	"dgs1510": {Name: "DGS-1510-28X", Vendor: "D-Link", ObjectID: "1.3.6.1.4.1.171.10.137.1.1",
		Descr: "DGS-1510-28X Gigabit Ethernet SmartPro Switch", Copper: 24, Fibre: 4,
		Port: "eth1/0/{n}", PortDescr: "D-Link Corporation DGS-1510-28X HW A1 firmware 1.70.B015 Port {n} on Unit 1",
		Alias: "D-Link Corporation DGS-1510-28X HW A1 firmware 1.70.B015 Port {n} on Unit 1",
		LAG:   "port-channel{n}", LAGIfIndex: 5120, VLAN: "vlan{v}", VLANIfIndex: 10000, ARP: arpMedia},
	"dgs1510-52": {Name: "DGS-1510-52X", Vendor: "D-Link", ObjectID: "1.3.6.1.4.1.171.10.137.8.1",
		Descr: "DGS-1510-52X Gigabit Ethernet SmartPro Switch", Copper: 48, Fibre: 4,
		Port: "eth1/0/{n}", PortDescr: "D-Link Corporation DGS-1510-52X HW A1 firmware 1.70.B015 Port {n} on Unit 1",
		Alias: "D-Link Corporation DGS-1510-52X HW A1 firmware 1.70.B015 Port {n} on Unit 1",
		LAG:   "port-channel{n}", LAGIfIndex: 5120, VLAN: "vlan{v}", VLANIfIndex: 10000, ARP: arpMedia},
	"dgs3130": {Name: "DGS-3130-30TS", Vendor: "D-Link", ObjectID: "1.3.6.1.4.1.171.10.154.1.2",
		Descr: "DGS-3130-30TS Gigabit Ethernet Switch", Copper: 24, Fibre: 6,
		Port: "eth1/0/{n}", PortDescr: "D-Link Corporation DGS-3130-30TS HW A1 firmware 1.20.010 Port {n} on Unit 1",
		LAG: "port-channel{n}", LAGIfIndex: 5120, VLAN: "vlan{v}", VLANIfIndex: 10000, ARP: arpMedia},
	"dgs1210": {Name: "DGS-1210-52", Vendor: "D-Link", ObjectID: "1.3.6.1.4.1.171.10.153.7.1",
		Descr: "WS6-DGS-1210-52/F1 6.10.007", Copper: 48, Fibre: 4,
		Port: "Slot0/{n}", PortDescr: "WS6-DGS-1210-52/F1 6.10.007 Port {n}", IfOffset: 0,
		NoEntities: true, Circle: "1.0.8802.1.1.2.1.4.2"},
	"ecs4120": {Name: "ECS4120-28F", Vendor: "Edgecore", ObjectID: "1.3.6.1.4.1.259.10.1.45.103",
		Descr: "ECS4120-28F", Copper: 24, Fibre: 4,
		Port: "Eth 1/{n}", PortDescr: "Ethernet Port on unit 1, port {n}", IfOffset: 100,
		VLAN: "VLAN {v}", VLANIfIndex: 1000, OwnMAC: 0},
	"cx6300": {Name: "Aruba 6300M", Vendor: "Aruba", ObjectID: "1.3.6.1.4.1.47196.4.1.1.1.100",
		Descr: "Aruba JL658A 6300M 24SFP+ 4SFP56 Swch FL.10.10.1030", Copper: 24, Fibre: 4,
		Port: "{u}/1/{n}", PortDescr: "{u}/1/{n}", UnitStep: 64, BridgeIsIfIndex: true,
		LAG: "lag{n}", LAGIfIndex: 768, MembersAreGone: true, VLAN: "vlan{v}", VLANIfIndex: 16777216, ARP: arpPhysical},
	"a2930f": {Name: "Aruba 2930F-48G-PoE+", Vendor: "HP", ObjectID: "1.3.6.1.4.1.11.2.3.7.11.181.18",
		Descr: "Aruba JL256A 2930F-48G-PoE+-4SFP+ Switch, revision WC.16.10.0012", Copper: 48, Fibre: 4,
		Port: "{n}", PortDescr: "{n}", LAG: "Trk{n}", LAGIfIndex: 289, MembersAreGone: true, BridgeIsIfIndex: true,
		VLAN: "VLAN{v}", VLANIfIndex: 2000, FDB: fdbQByFID, OwnMAC: 64},
	"c9200l": {Name: "C9200L-48P-4G", Vendor: "Cisco", ObjectID: "1.3.6.1.4.1.9.1.2694",
		Descr:  "Cisco IOS Software [Gibraltar], Catalyst L3 Switch Software (CAT9K_LITE_IOSXE), Version 16.12.5b, RELEASE SOFTWARE (fc3)",
		Copper: 48, Fibre: 4, Port: "Gi1/0/{n}", PortDescr: "GigabitEthernet1/0/{n}", IfOffset: 10100,
		VLAN: "Vl{v}", VLANIfIndex: 20567, FDB: fdbContexts, OwnMAC: 70},
	"gs1920": {Name: "GS1920-24HP", Vendor: "Zyxel", ObjectID: "1.3.6.1.4.1.890.1.15",
		Descr: "GS1920-24HP", Copper: 24, Fibre: 4, Port: "swp{z}", PortDescr: "swp{z}", NoEntities: true},
	"gs1900": {Name: "GS1900-24", Vendor: "Zyxel", ObjectID: "1.3.6.1.4.1.890.1.15",
		Descr: "GS1900-24", Copper: 24, Fibre: 2, Port: "GigabitEthernet{n}", PortDescr: "GigabitEthernet{n}",
		FDB: fdbQLength, NoEntities: true},
	"dgs1100": {Name: "DGS-1100-06/ME", Vendor: "D-Link", ObjectID: "1.3.6.1.4.1.171.10.134.1",
		Descr: "DGS-1100-06/ME Gigabit Ethernet Switch", Copper: 5,
		Port: "Slot0/{n}", PortDescr: "DGS-1100-06/ME Port {n}", NoEntities: true},
	"css106": {Name: "CSS106-5G-1S", Vendor: "MikroTik", ObjectID: "1.3.6.1.4.1.14988.2",
		Descr: "CSS106-5G-1S SwOS v2.18", Copper: 5, Port: "Port{n}", PortDescr: "Port{n}",
		FDB: fdbBridge, V1Only: true, NoEntities: true, Narrow: true},
	"dumb5": {Name: "5-port switch", Vendor: "unmanaged", Copper: 5, Port: "{n}", FDB: fdbNone},
	"wlc2504": {Name: "AIR-CT2504-K9", Vendor: "Cisco", ObjectID: "1.3.6.1.4.1.9.1.1279",
		Descr: "Cisco Controller", Copper: 4, Port: "GigabitEthernet0/0/{n}", PortDescr: "Unit: 0 Slot: 0 Port: {n} Gigabit - Level 0x{n}",
		LAG: "LAG{n}", LAGIfIndex: 90, MembersAreGone: true, VLAN: "management", VLANIfIndex: 1000, FDB: fdbNone},
	"asr": {Name: "ASR1002-F", Vendor: "Cisco", ObjectID: "1.3.6.1.4.1.9.1.1116",
		Descr:  "Cisco IOS Software, ASR1000 Software (PPC_LINUX_IOSD-ADVENTERPRISEK9-M), Version 15.5(3)S4b, RELEASE SOFTWARE (fc1)",
		Copper: 4, Port: "Gi0/0/{z}", PortDescr: "GigabitEthernet0/0/{z}", VLAN: "Gi0/0/00.{v}", VLANIfIndex: 500,
		FDB: fdbNone, ARP: arpBoth},
}

// sockets returns how many ports one unit has.
func (m *Model) sockets() int { return m.Copper + m.Fibre }

// fill puts numbers into one of a model's formats.
func fill(format string, unit, n, vid int) string {
	if !strings.Contains(format, "{") {
		return format
	}
	from0 := strconv.Itoa(n - 1)
	if len(from0) == 1 {
		from0 = "0" + from0
	}
	return strings.NewReplacer("{u}", strconv.Itoa(unit), "{n}", strconv.Itoa(n),
		"{z}", from0, "{v}", strconv.Itoa(vid)).Replace(format)
}
