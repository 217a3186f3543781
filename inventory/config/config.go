package config

import (
	"fmt"
	"net/netip"
	"time"

	"rollcall/inventory"
)

// A Config is the checked configuration. Paths in it are absolute or relative to
// the working directory; in the file they are relative to the file.
type Config struct {
	File         string
	DataDir      string // where database, socket and keys are; default: data beside the file
	City         inventory.City
	Web          Web
	OpenID       OpenID
	Alertmanager Alertmanager
	Mail         Mail
	Notify       Notify
	Polling      Polling
	History      History
	Backup       Backup
	Traps        Traps
	Syslog       Syslog
	DHCP         DHCP
	Radius       Radius
	Credentials  map[string]Credential              // by their names under snmp:
	Lists        map[inventory.SchoolCode]ListFiles // only schools that name files
	Rooms        map[inventory.SwitchID]string      // files that say which room a port leads to
	ARPSources   []inventory.Switch                 // gateways that serve many schools; their School is empty
	Discover     []netip.Prefix                     // where `rollcall discover` may ask, beside the plan's networks for switches
	Written      map[inventory.SwitchID]Place       // where each switch of a school stands in the files
	Warnings     []Problem                          // what is legal but probably not meant
}

// A Place is a line of a file.
type Place struct {
	File string
	Line int // from 1
}

// String returns FILE:LINE.
func (p Place) String() string { return fmt.Sprintf("%s:%d", p.File, p.Line) }

// Web says where pages are served.
type Web struct {
	Listen      string // HOST:PORT; default 127.0.0.1:8080
	ExternalURL string // how people reach the page, for links in messages; default http:// and Listen
	ConfigFile  string // TLS, as Prometheus' web configuration has it; empty: plain HTTP
}

// Alertmanager names every Alertmanager; alerts go to all of them.
type Alertmanager struct{ URLs []string }

// Polling says how often and how gently switches are read.
type Polling struct {
	Interface   time.Duration // port states, counters, neighbours; default 60 s
	FDB         time.Duration // forwarding tables; default 300 s
	ARP         time.Duration // address bindings; default 300 s
	Inventory   time.Duration // system, entities, VLANs; default 24 h
	Timeout     time.Duration // for one answer; default 2 s
	Retries     int           // of one request; default 2
	Concurrency int           // requests in flight per switch, 1 to 4; default 1
	SchoolPPS   float64       // requests per second to one school; default 50
	SwitchPPS   float64       // requests per second to one switch; default 20
	BackoffCPU  int           // percent of a switch's CPU above which it is read half as often; default 70
	TryPublic   bool          // ask each switch once a day whether it answers to the community public; default no
}

// History says how many days are kept.
type History struct {
	BindingsDays int // which MAC had an address; default 365
	FDBDays      int // which port had a MAC; default 365
	PersonalDays int // both, in zones for personal devices; default 30
	AuditDays    int // what people did; default 1826
}

// Backup says when the database is copied.
type Backup struct {
	At             time.Duration // since midnight; default 02:00
	KeepDays       int           // default 14
	OfflineMaxDays int           // age of the last outside copy that is news; default 8
}

// Traps says where traps and informs of switches are received; an empty Listen:
// nowhere.
type Traps struct {
	Listen      string   // HOST:PORT, UDP; an empty host means every address
	Credentials []string // whose communities and users are let in; default: all under snmp:
}

// Syslog says where what switches say by syslog is received; an empty Listen: nowhere.
type Syslog struct{ Listen string }

// ListFiles are the files that seed a school's lists; empty: none.
type ListFiles struct {
	Whitelist  string
	Master     string // 校內設備MAC總表
	PortRecord string // 校內交換器各port網段紀錄
	Lost       string // lost devices
	IoT        string // 物聯網管理清冊
}

// A Credential is one entry under snmp:, its secrets loaded.
type Credential struct {
	Name         string
	Version      string // 1, 2c or 3
	Community    Secret
	User         string
	Auth         string // MD5 SHA SHA224 SHA256 SHA384 SHA512 or empty
	AuthPassword Secret
	Priv         string // DES AES AES192 AES256 AES192C AES256C or empty
	PrivPassword Secret
	Context      string        // SNMPv3 context name
	Interval     time.Duration // period of interfaces for its switches; zero: Polling.Interface
}

// defaults returns a Config with every default value.
func defaults() *Config {
	return &Config{
		DataDir: "data",
		City: inventory.City{
			Reach: defaultReach(),
			Thresholds: inventory.Thresholds{
				EdgePortMACs: 4, StaleMAC: 180 * 24 * time.Hour, DownAfter: 3, Windows: inventory.WindowLimits{}.Filled(), WhitelistMaxAge: inventory.DefaultWhitelistMaxAge},
			Calendar: inventory.Calendar{From: 7*time.Hour + 30*time.Minute, To: 16*time.Hour + 30*time.Minute,
				Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}},
		},
		Web: Web{Listen: "127.0.0.1:8080"},
		Polling: Polling{Interface: time.Minute, FDB: 5 * time.Minute, ARP: 5 * time.Minute, Inventory: 24 * time.Hour,
			Timeout: 2 * time.Second, Retries: 2, Concurrency: 1, SchoolPPS: 50, SwitchPPS: 20, BackoffCPU: 70},
		History: History{BindingsDays: 365, FDBDays: 365, PersonalDays: 30, AuditDays: 1826},
		Mail:    Mail{Name: "rollcall 網路點名"}, Notify: Notify{PerDay: 10, Remind: 3},
		Backup:      Backup{At: 2 * time.Hour, KeepDays: 14, OfflineMaxDays: 8},
		Credentials: map[string]Credential{},
		Lists:       map[inventory.SchoolCode]ListFiles{},
		Rooms:       map[inventory.SwitchID]string{},
		Written:     map[inventory.SwitchID]Place{},
	}
}
