package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"rollcall/collector/dhcp"
	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/config"
)

// A replayed is what was in a capture.
type replayed struct {
	File      string                     `json:"file"`
	From      time.Time                  `json:"from,omitzero"` // of the first and the last message
	Until     time.Time                  `json:"to,omitzero"`
	Frames    int                        `json:"understood"` // packets
	Messages  map[inventory.DHCPType]int `json:"messages"`
	Exchanges []replayedExchange         `json:"exchanges"`
	Servers   []replayedServer           `json:"servers"`
	Asked     int                        `json:"clients_asked"` // for an address
	Failed    int                        `json:"clients_without_answer"`
	Rejected  map[dhcp.Refusal]int       `json:"rejected"`
	Other     int                        `json:"other"` // frames that are not DHCP
	Stored    int                        `json:"stored"`
	To        string                     `json:"to_whom"` // daemon database nobody

	ledger  *inventory.DHCPLedger
	city    inventory.DHCPCity
	took    map[replayedPlace][]time.Duration
	servers map[replayedID]int
	clients map[inventory.MAC]bool // who asked, and whether somebody answered
}

// A replayedPlace is where exchanges were, as far as the plan tells, and which.
type replayedPlace struct {
	School inventory.SchoolCode `json:"school,omitempty"`
	Zone   string               `json:"zone,omitempty"`
	Step   inventory.DHCPType   `json:"step"` // from DISCOVER to this
}

// A replayedExchange is how long exchanges took, in seconds.
type replayedExchange struct {
	replayedPlace
	N   int     `json:"n"`
	P50 float64 `json:"p50_seconds"`
	P95 float64 `json:"p95_seconds"`
	Max float64 `json:"max_seconds"`
}

type replayedID struct {
	ID  netip.Addr    `json:"id"`  // as it calls itself
	MAC inventory.MAC `json:"mac"` // of the frame: of the server, or of a router in between
}

// A replayedServer is who answered.
type replayedServer struct {
	replayedID
	Answers int `json:"answers"`
}

func newReplayed(file string, conf *config.Config) *replayed {
	r := &replayed{File: file, Messages: map[inventory.DHCPType]int{}, Rejected: map[dhcp.Refusal]int{}, Exchanges: []replayedExchange{}, Servers: []replayedServer{},
		took: map[replayedPlace][]time.Duration{}, servers: map[replayedID]int{}, clients: map[inventory.MAC]bool{}}
	if conf != nil {
		r.city = (&daemon{config: conf}).dhcpCity()
	}
	return r
}

func (r *replayed) refuse(why dhcp.Refusal) {
	if why == dhcp.NotDHCP {
		r.Other++
		return
	}
	r.Rejected[why]++
}

// mostServers and mostClients bound who is told apart: a capture can hold anything.
const (
	mostServers = 1000
	mostClients = 100_000
)

// learn counts messages, and pairs questions with answers as the daemon does.
func (r *replayed) learn(messages []inventory.DHCPMessage) {
	if r.ledger == nil {
		r.From = messages[0].At
		r.ledger = inventory.NewDHCPLedger(r.city, r.From, inventory.DHCPState{})
	}
	for _, m := range messages {
		if m.At.After(r.Until) {
			r.Until = m.At
		}
		r.Messages[m.Type]++
		r.note(m)
	}
	for _, x := range r.ledger.Apply(r.Until, messages).Exchanges {
		at := replayedPlace{x.School, x.Zone, x.Step}
		r.took[at] = append(r.took[at], x.Took)
	}
}

// note remembers who asked and who answered.
func (r *replayed) note(m inventory.DHCPMessage) {
	switch m.Type {
	case inventory.DHCPDiscover, "solicit":
		if _, known := r.clients[m.MAC]; !known && len(r.clients) < mostClients {
			r.clients[m.MAC] = false
		}
	case inventory.DHCPOffer, inventory.DHCPAck, inventory.DHCPNak, "advertise", inventory.DHCPReply:
		if _, asked := r.clients[m.MAC]; asked {
			r.clients[m.MAC] = true
		}
		id := replayedID{m.Server, m.FromMAC}
		if _, known := r.servers[id]; m.Server.IsValid() && (known || len(r.servers) < mostServers) {
			r.servers[id]++
		}
	}
}

// close brings what was counted into an order.
func (r *replayed) close() {
	r.Asked = len(r.clients)
	for _, answered := range r.clients {
		if !answered {
			r.Failed++
		}
	}
	for at, took := range r.took {
		s := inventory.SpreadOf(took)
		r.Exchanges = append(r.Exchanges, replayedExchange{at, s.N, s.P50.Seconds(), s.P95.Seconds(), s.Max.Seconds()})
	}
	slices.SortFunc(r.Exchanges, func(a, b replayedExchange) int {
		return cmp.Or(cmp.Compare(a.School, b.School), cmp.Compare(a.Zone, b.Zone), cmp.Compare(b.Step, a.Step))
	})
	for id, n := range r.servers {
		r.Servers = append(r.Servers, replayedServer{id, n})
	}
	slices.SortFunc(r.Servers, func(a, b replayedServer) int {
		return cmp.Or(cmp.Compare(b.Answers, a.Answers), a.ID.Compare(b.ID), bytes.Compare(a.MAC[:], b.MAC[:]))
	})
}

// print says what was in the capture, and where it went.
func (r *replayed) print(e *env, asJSON bool, to *recipient) error {
	if asJSON {
		encoder := json.NewEncoder(e.stdout)
		encoder.SetEscapeHTML(false)
		return encoder.Encode(r)
	}
	w := tabwriter.NewWriter(e.stdout, 0, 8, 2, ' ', 0)
	row := func(name, text string) { fmt.Fprintf(w, "%s\t%s\n", wording.Text(e.lang, name, nil), text) }
	row("replay.file", oneLine(r.File))
	if r.Frames > 0 {
		row("replay.span", second(r.From)+" – "+second(r.Until))
	}
	row("replay.messages", r.messageText(e.lang))
	r.printExchanges(e.lang, row)
	if r.Asked > 0 {
		row("replay.clients", wording.Text(e.lang, "replay.asked", wording.Args{"n": fmt.Sprint(r.Asked), "failed": fmt.Sprint(r.Failed)}))
	}
	for _, s := range r.Servers {
		row("replay.servers", wording.Text(e.lang, "replay.server", wording.Args{"id": s.ID.String(), "mac": macText(s.MAC), "n": fmt.Sprint(s.Answers)}))
	}
	if len(r.Rejected) > 0 {
		row("replay.rejected", r.rejectedText(e.lang))
	}
	if r.Other > 0 {
		row("replay.other", wording.Text(e.lang, "replay.others", wording.Args{"n": fmt.Sprint(r.Other)}))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	key, args := "replay.stored", wording.Args{"n": fmt.Sprint(r.Stored), "reason": to.why}
	switch to.name {
	case toDaemon:
		key = "replay.handed"
	case toNobody:
		key = "replay.printed"
	}
	fmt.Fprintln(e.stderr, wording.Text(e.lang, key, args))
	return nil
}

// messageText is how many messages there are of each type, in the order in which
// an exchange has them.
func (r *replayed) messageText(lang wording.Lang) string {
	if len(r.Messages) == 0 {
		return wording.Text(lang, "replay.none", nil)
	}
	order := []inventory.DHCPType{inventory.DHCPDiscover, inventory.DHCPOffer, inventory.DHCPRequest, inventory.DHCPAck, inventory.DHCPNak}
	for _, t := range slices.Sorted(maps.Keys(r.Messages)) {
		if !slices.Contains(order, t) {
			order = append(order, t)
		}
	}
	var parts []string
	for _, t := range order {
		if n := r.Messages[t]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", typeText(t), n))
		}
	}
	return strings.Join(parts, wording.Text(lang, "list.and", nil))
}

// typeText is a type as RFCs write it; those of DHCPv6 say so.
func typeText(t inventory.DHCPType) string {
	name := strings.ToUpper(strings.TrimSuffix(string(t), "6"))
	switch t {
	case inventory.DHCPDiscover, inventory.DHCPOffer, inventory.DHCPRequest, inventory.DHCPDecline, inventory.DHCPAck, inventory.DHCPNak, inventory.DHCPRelease, inventory.DHCPInform:
		return name
	}
	return "DHCPv6 " + name
}

func (r *replayed) printExchanges(lang wording.Lang, row func(name, text string)) {
	if len(r.Exchanges) == 0 && r.Frames > 0 {
		row("replay.exchanges", wording.Text(lang, "replay.no_pair", nil))
	}
	seconds := func(s float64) string { return fmt.Sprintf("%.3f", s) }
	for _, x := range r.Exchanges {
		row("replay.exchanges", wording.Text(lang, "replay.exchange", wording.Args{
			"step": "DISCOVER→" + strings.ToUpper(string(x.Step)), "n": fmt.Sprint(x.N), "p50": seconds(x.P50), "p95": seconds(x.P95), "max": seconds(x.Max),
			"where": strings.TrimSpace(string(x.School) + " " + x.Zone)}))
	}
}

// rejectedText is how many packets were not understood, and why.
func (r *replayed) rejectedText(lang wording.Lang) string {
	var parts []string
	for _, why := range slices.Sorted(maps.Keys(r.Rejected)) {
		parts = append(parts, fmt.Sprintf("%s %d", wording.Name(lang, "packet", string(why)), r.Rejected[why]))
	}
	return strings.Join(parts, wording.Text(lang, "list.and", nil))
}

// macText is a MAC, or nothing where a capture does not show any.
func macText(m inventory.MAC) string {
	if m.IsZero() {
		return ""
	}
	return m.String()
}

// jsonBody is a value as the body of a request.
func jsonBody(v any) (io.Reader, error) {
	text, err := json.Marshal(v)
	return bytes.NewReader(text), err
}

// second is a moment with its zone: exchanges are told apart by seconds.
func second(at time.Time) string { return at.In(taipei).Format("2006-01-02 15:04:05 -07:00") }
