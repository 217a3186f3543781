package simcity

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rollcall/inventory"
)

// WriteFiles writes a configuration, lists, secrets and truth.json into a
// directory, so that rollcall can watch the city. page is where the web page will
// be (HOST:PORT); empty: the configuration does not say. Files of an earlier demo
// are replaced. Call it after [City.Listen].
func (c *City) WriteFiles(dir, page string) error {
	truth, err := json.MarshalIndent(c.Truth(), "", " ")
	if err != nil {
		return fmt.Errorf("write truth.json: %w", err)
	}
	// It comes first: it is what tells the next demo which city is here.
	if err := writeAll(dir, map[string][]byte{"truth.json": append(truth, '\n')}); err != nil {
		return err
	}
	if err := c.openRejectLog(dir); err != nil {
		return err
	}
	files := map[string][]byte{"rollcall.yaml": c.config(page)}
	for _, s := range c.Schools {
		if s.Kind == inventory.KindCentre {
			continue // it keeps no lists
		}
		l := c.Lists(s.Code)
		files[listFile(s, "whitelist")] = table2csv(c.whitelistTable(l))
		files[listFile(s, "mac")] = table2csv(masterTable(l))
		files[listFile(s, "ports")] = table2csv(portTable(l))
		files[listFile(s, "iot")] = table2csv(thingTable(l.IoT))
		if len(s.lost) > 0 {
			files[listFile(s, "lost")] = table2csv(lostTable(s.lost))
		}
	}
	for name, content := range c.secretFiles() {
		files[name] = []byte(content)
	}
	return writeAll(dir, files)
}

// writeAll writes files below a directory, each whole or not at all; secrets only
// for their owner.
func writeAll(dir string, files map[string][]byte) error {
	for name, content := range files {
		path, mode := filepath.Join(dir, name), os.FileMode(0o644)
		if strings.HasPrefix(name, "secrets/") {
			mode = 0o600
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return fmt.Errorf("make a directory for the demo: %w", err)
		}
		err := os.WriteFile(path+".new", content, mode)
		if err == nil {
			err = os.Rename(path+".new", path)
		}
		if err != nil {
			return fmt.Errorf("write a file of the demo: %w", err)
		}
	}
	return nil
}

// table2csv writes rows as a spreadsheet saves them: UTF-8 with a byte order mark.
func table2csv(rows [][]string) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	w.WriteAll(rows) // to memory, which does not fail
	return b.Bytes()
}

func listFile(s *School, what string) string { return fmt.Sprintf("lists/%s-%s.csv", s.Code, what) }

func secretFile(name string) string { return "secrets/snmp-" + name }

// secretFiles returns the files that hold the credentials.
func (c *City) secretFiles() map[string]string {
	out := map[string]string{}
	for name, s := range c.keys {
		if s.version != "3" {
			out[secretFile(name)] = s.community + "\n"
			continue
		}
		out[secretFile(name)] = fmt.Sprintf("user: %s\nauth: %s\nauth_password: %s\npriv: %s\npriv_password: %s\n",
			s.user, s.auth, s.authPassword, s.priv, s.privPassword)
	}
	return out
}

// config returns rollcall.yaml.
func (c *City) config(page string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, configHead, cityName, c.sensors(), upstreamAgent, c.periods(), c.reachPeriods(), c.noOfferFor())
	if page != "" {
		fmt.Fprintf(&b, "web: {listen: %q}\n\n", page)
	}
	if c.mail.traps.IsValid() {
		fmt.Fprintf(&b, "traps: {listen: %q}\nsyslog: {listen: %q}\n\n", c.mail.traps, c.mail.syslog)
	}
	fmt.Fprintf(&b, "dhcp: {servers: [{name: city-dhcp, ip: %s}]}\n\n", dhcpServer)
	b.WriteString(c.radiusKeys())
	b.WriteString("ip_plan:\n")
	for _, z := range zones() {
		fmt.Fprintf(&b, "  - {%s}\n", zoneKeys(z))
	}
	b.WriteString("\nschools:\n")
	for _, s := range c.Inventory().Schools {
		c.schoolKeys(&b, s)
	}
	b.WriteString(c.serverKeys())
	b.WriteString("\nsnmp: # secrets stand in their own files\n")
	for _, name := range []string{credV2, credClass, credV1, credV3, credOld, credRoom} {
		s := c.keys[name]
		if s.version == "3" {
			fmt.Fprintf(&b, "  %s: {version: 3, user_file: %s, auth: %s, priv: %s}\n", name, secretFile(name), s.auth, s.priv)
			continue
		}
		fmt.Fprintf(&b, "  %s: {version: %q, community_file: %s}\n", name, s.version, secretFile(name))
	}
	return b.Bytes()
}

// periods says how often what is read: often, unless there is much of it, or it
// is to be as in a real city.
func (c *City) periods() string {
	if c.options.Daily {
		return "  interface: 60s\n  fdb: 300s\n  arp: 300s\n  inventory: 24h\n"
	}
	if c.options.Scale == ScaleCity {
		return "  interface: 30s\n  fdb: 60s\n  arp: 60s\n  inventory: 300s\n"
	}
	return "  interface: 5s\n  fdb: 5s\n  arp: 5s\n  inventory: 30s\n"
}

// noOfferFor is after how long nobody was given an address the service is down.
func (c *City) noOfferFor() time.Duration {
	if c.options.Daily {
		return 5 * time.Minute
	}
	return 30 * time.Second
}

// reachPeriods says how often gateways are asked. Devices of the city are asked in
// process only, where somebody plays them.
func (c *City) reachPeriods() string {
	if c.options.Daily {
		return "devices: false"
	}
	return "every: 2s, devices: false, devices_every: 10s"
}

// configHead begins rollcall.yaml: short periods, and a calendar in which every
// hour is a school hour.
const configHead = `# A simulated city on loopback, written by "rollcall demo". Schools, codes,
# addresses and secrets are invented.
version: 1
timezone: Asia/Taipei
data_dir: .
city:
  name: %s
  quake_sensor_count: %d
  upstream_probe: %s

polling: # of a demonstration
%s  timeout: 1s
  retries: 1
  max_pps_per_school: 1000
  max_pps_per_switch: 200
  default_community_check: true

reach: {%s} # devices of the city have addresses of no machine

thresholds: {edge_port_macs: 4, stale_mac_days: 180, down_after: 3, dhcp: {no_offer_for: %s}}

calendar:
  school_hours: {days: [Mon, Tue, Wed, Thu, Fri, Sat, Sun], from: "00:00", to: "24:00"}

# Nobody is written to: every mail becomes a line of this file.
mail: {file: mails.jsonl, from: rollcall@demo.example, centre: [centre@demo.example]}

`

// zoneKeys writes a zone as YAML.
func zoneKeys(z inventory.Zone) string {
	out := fmt.Sprintf("id: %s, expr: %q, name: %s, vlan: %d, dhcp: %s", z.ID, z.Expr, z.Name, z.VLAN, z.DHCP)
	for _, kv := range [][2]string{{"medium", z.Medium}, {"ssid", z.SSID}, {"auth", z.Auth}, {"unknown_mac", z.Unknown},
		{"only_if", z.OnlyIf}, {"external_service", z.ExternalService}, {"source", z.Source}} {
		if kv[1] != "" {
			out += fmt.Sprintf(", %s: %s", kv[0], kv[1])
		}
	}
	if len(z.Classes) > 0 {
		out += fmt.Sprintf(", classes: [%s]", strings.Join(z.Classes, ", "))
	}
	if z.MustBePresent {
		out += ", must_be_present: true"
	}
	if z.Pool != "" {
		out += fmt.Sprintf(", pool: %q", z.Pool)
	}
	if z.Prefix != "" {
		out += fmt.Sprintf(", prefix: %q, gateway: %q", z.Prefix, z.Gateway)
	}
	return out
}

// schoolKeys writes a school as YAML.
func (c *City) schoolKeys(b *bytes.Buffer, s inventory.School) {
	fmt.Fprintf(b, "  - code: %q\n    name: %s\n    x: %d\n", s.Code, s.Name, s.Vars["X"])
	if s.Kind != inventory.KindSchool {
		fmt.Fprintf(b, "    kind: %s\n", s.Kind)
	} else {
		fmt.Fprintf(b, "    class_count: %d\n    quake_sensor: %t\n", s.ClassCount, s.QuakeSensor)
		fmt.Fprintf(b, "    contacts: [{name: %s, mail: %s}, {name: %s, mail: %s}]\n",
			s.Contacts[0].Name, s.Contacts[0].Mail, s.Contacts[1].Name, s.Contacts[1].Mail)
	}
	fmt.Fprintf(b, "    public_ip_migration: %s\n    enforcement: %s\n    ap_mode: %s\n", s.PublicIPMigration, s.Enforcement, s.APMode)
	fmt.Fprintf(b, "    gateway: %s\n", s.Gateway)
	fmt.Fprintf(b, "    circuit: {down_mbps: %g, up_mbps: %g, switch: %s, port: %q}\n", s.DownMbps, s.UpMbps, s.LinePort.Switch, s.LinePort.IfName)
	school := c.School(s.Code)
	if school.Kind == inventory.KindSchool {
		fmt.Fprintf(b, "    whitelist: %s\n    mac_master: %s\n    port_record: %s\n",
			listFile(school, "whitelist"), listFile(school, "mac"), listFile(school, "ports"))
	}
	if school.Kind == inventory.KindSchool {
		fmt.Fprintf(b, "    iot_list: %s\n", listFile(school, "iot"))
	}
	if len(school.lost) > 0 {
		fmt.Fprintf(b, "    lost_devices: %s\n", listFile(school, "lost"))
	}
	if school.profile.kid {
		kid := s.SubCircuits[0]
		fmt.Fprintf(b, "    sub_circuits:\n      - {name: %s, down_mbps: %g, up_mbps: %g, switch: %s, port: %q}\n",
			kid.Name, kid.DownMbps, kid.UpMbps, kid.Port.Switch, kid.Port.IfName)
	}
	b.WriteString("    switches:\n")
	for _, sw := range s.Switches {
		fmt.Fprintf(b, "      - {name: %s, address: %q, role: %s, snmp: %s, place: %q}\n", sw.ID, sw.Address, sw.Role, sw.Credentials[0], sw.Place)
	}
}

// kidPort is the port through which the kindergarten's circuit goes.
func (c *City) kidPort(s *School) *Port {
	for _, sw := range s.Switches {
		if string(sw.ID) == s.profile.prefix+"-kid" {
			return sw.Uplink
		}
	}
	panic("simcity: school " + string(s.Code) + " has no kindergarten")
}
