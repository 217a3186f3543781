package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"text/tabwriter"
	"time"

	"rollcall/collector/snmp"
	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/config"
)

// pollCmd reads one switch once.
type pollCmd struct {
	Host          string        `arg:"" name:"host[:port]" help:"交換器位址 · the switch; port 161 unless given."`
	CommunityFile string        `placeholder:"FILE" help:"檔案內為 SNMP community · a file that holds the community; without it: public."`
	UserFile      string        `placeholder:"FILE" help:"SNMPv3 使用者 · YAML with user, auth, auth_password, priv, priv_password, context."`
	V1            bool          `name:"v1" help:"只用 SNMPv1 · ask by SNMP version 1."`
	Timeout       time.Duration `default:"2s" help:"等一個回應的時間 · how long to wait for one answer."`
	JSON          bool          `name:"json" help:"輸出 JSON · one JSON object."`
}

// Run reads the switch and prints what would be recorded.
func (c *pollCmd) Run(e *env) error {
	addr, err := resolve(c.Host)
	if err != nil {
		return usage(err)
	}
	credential, err := c.credential()
	if err != nil {
		return err
	}
	p := snmp.Read(e.ctx, snmp.Target{
		Switch:      inventory.SwitchID(addr.String()),
		Address:     addr,
		Credentials: []snmp.Credential{credential},
		Timeout:     c.Timeout,
		Retries:     2,
	}, inventory.Tables(), nil)
	switch {
	case c.JSON:
		encoder := json.NewEncoder(e.stdout)
		encoder.SetEscapeHTML(false)
		err = encoder.Encode(p)
	case p.Answered():
		err = printPoll(e.stdout, e.lang, &p)
	}
	if err == nil && !p.Answered() {
		return silence(e.lang, &p, credential)
	}
	return err
}

// snmpPort is where agents listen (RFC 3417, 3.2).
const snmpPort = 161

// resolve reads HOST, HOST:PORT, or an IPv6 address with or without brackets.
func resolve(host string) (netip.AddrPort, error) {
	if ap, err := netip.ParseAddrPort(host); err == nil {
		return ap, nil
	}
	if a, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return netip.AddrPortFrom(a, snmpPort), nil
	}
	if _, _, err := net.SplitHostPort(host); err != nil {
		host = net.JoinHostPort(host, fmt.Sprint(snmpPort))
	}
	udp, err := net.ResolveUDPAddr("udp", host)
	if err != nil {
		return netip.AddrPort{}, &saying{"cli.poll.host", wording.Args{"host": host, "reason": err.Error()}, err}
	}
	ap := udp.AddrPort()
	return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port()), nil
}

func (c *pollCmd) credential() (snmp.Credential, error) {
	switch {
	case c.UserFile != "" && c.CommunityFile != "":
		return snmp.Credential{}, usage(&saying{key: "cli.poll.both"})
	case c.UserFile != "":
		user, problems := config.ReadUserFile(c.UserFile)
		return credentialOf(user), problems.Err()
	case c.CommunityFile != "":
		community, problems := config.ReadCommunityFile(c.CommunityFile)
		if c.V1 {
			community.Version = "1"
		}
		return credentialOf(community), problems.Err()
	}
	credential := snmp.Credential{Name: "command line", Version: "2c", Community: "public"}
	if c.V1 {
		credential.Version = "1"
	}
	return credential, nil
}

// silence is the sentence about a switch that did not answer.
func silence(lang wording.Lang, p *inventory.Poll, asked snmp.Credential) error {
	reason, detail := inventory.ReasonTimeout, ""
	for _, t := range p.Tables {
		reason, detail = t.Reason, t.Detail
		break
	}
	key := "poll.silent"
	switch reason {
	case inventory.ReasonAuth:
		key = "poll.auth"
		if asked.Version != snmp.Version3 {
			key = "poll.community"
		}
	case inventory.ReasonGarbage:
		key = "poll.garbage"
	}
	if p.Oddities[inventory.OddSource] > 0 {
		key = "poll.elsewhere"
	}
	return fmt.Errorf("%s", wording.Text(lang, key, map[string]string{
		"target": p.Target, "reason": string(reason), "detail": detail,
	}))
}

// printPoll prints a poll for a person: what the switch is, how each table was
// read, and then the tables.
func printPoll(out io.Writer, lang wording.Lang, p *inventory.Poll) error {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	text := func(key string) string { return wording.Text(lang, "poll."+key, nil) }
	fmt.Fprintf(w, "%s\t%s\n", text("target"), p.Target)
	for _, row := range [][2]string{{"name", p.System.Name}, {"descr", p.System.Descr}, {"location", p.System.Location}, {"object_id", p.System.ObjectID}} {
		if row[1] != "" {
			fmt.Fprintf(w, "%s\t%s\n", text(row[0]), oneLine(row[1]))
		}
	}
	if up := p.System.UptimeSeconds; up > 0 {
		fmt.Fprintf(w, "%s\t%s\n", text("uptime"), time.Duration(up*float64(time.Second)).Round(time.Second))
	}
	printHealth(w, lang, p.Health)
	fmt.Fprintf(w, "%s\t%d (%d B / %d B), %.2f s\n\n", text("cost"), p.Cost.Requests, p.Cost.BytesOut, p.Cost.BytesIn, p.Cost.DurationSeconds)
	printOddities(w, lang, p.Oddities)
	fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", text("table"), text("complete"), text("rows"), text("how"))
	for _, name := range inventory.Tables() {
		if state, ok := p.Tables[name]; ok {
			fmt.Fprintf(w, "%s\t%s\t%d\t%s\n", name, completeness(lang, state), state.Rows, how(lang, state))
		}
	}
	printRows(w, text, p)
	printWireless(w, p.Wireless)
	return w.Flush()
}

func completeness(lang wording.Lang, s inventory.TableState) string {
	if s.Complete {
		return wording.Text(lang, "poll.yes", nil)
	}
	return wording.Text(lang, "reason."+string(s.Reason), nil)
}

// how says by which reading a table was understood and how well that fits, which
// came second, and what else there is to know.
func how(lang wording.Lang, s inventory.TableState) string {
	var said []string
	switch {
	case s.Dialect != "" && s.Rows > 0:
		said = append(said, fmt.Sprintf("%s (%.2f)", s.Dialect, s.Score))
	case s.Dialect != "":
		said = append(said, s.Dialect)
	}
	if s.RunnerUp != "" {
		said = append(said, wording.Text(lang, "poll.runner_up", wording.Args{"reading": s.RunnerUp, "score": fmt.Sprintf("%.2f", s.RunnerUpScore)}))
	}
	if s.Detail != "" {
		said = append(said, s.Detail)
	}
	return oneLine(strings.Join(said, " · "))
}

func printRows(w io.Writer, text func(string) string, p *inventory.Poll) {
	names := make(map[int]string, len(p.Interfaces))
	if len(p.Interfaces) > 0 {
		fmt.Fprintf(w, "\n%s\t%s\t%s\tPVID\tTagged\t%s\n", text("port"), text("state"), text("speed"), text("alias"))
	}
	for _, i := range p.Interfaces {
		names[i.Index] = i.Name
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%s\n", i.Name, i.Oper, speedText(i.SpeedBPS), i.PVID, join(i.Tagged), oneLine(i.Alias))
	}
	if len(p.FDB) > 0 {
		fmt.Fprintf(w, "\nMAC\tVLAN\t%s\t%s\n", text("port"), text("status"))
	}
	for _, r := range p.FDB {
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\n", r.MAC, r.VID, names[r.IfIndex], r.Status)
	}
	if len(p.Neighbors) > 0 {
		fmt.Fprintf(w, "\n%s\t%s\t%s\n", text("port"), text("neighbor"), text("their_port"))
	}
	for _, n := range p.Neighbors {
		fmt.Fprintf(w, "%s\t%s\t%s\n", names[n.LocalIfIndex], oneLine(n.SysName+" "+n.ChassisID), oneLine(n.PortID))
	}
	if len(p.ARP) > 0 {
		fmt.Fprintf(w, "\nIP\tMAC\t%s\n", text("port"))
	}
	for _, a := range p.ARP {
		fmt.Fprintf(w, "%s\t%s\t%s\n", a.IP, a.MAC, names[a.IfIndex])
	}
}

// oneLine keeps text from a switch on one line of a terminal, with nothing in
// it that a terminal would obey.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return ' '
		}
		return r
	}, strings.TrimSpace(s))
}

func speedText(bps int64) string {
	switch {
	case bps >= 1e9:
		return fmt.Sprintf("%gG", float64(bps)/1e9)
	case bps > 0:
		return fmt.Sprintf("%gM", float64(bps)/1e6)
	}
	return "-"
}

func join(vids []int) string {
	var parts []string
	for _, v := range vids {
		parts = append(parts, fmt.Sprint(v))
	}
	return strings.Join(parts, ",")
}
