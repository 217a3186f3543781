package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/store"
)

// The figures of pages: a city of 54 schools with ten switches each and 27,000
// devices, which the daemon reads all the while, and ten million spans on record.
const (
	pagesSpans  = 10_000_000
	pagesAsked  = 200                    // requests for each page, one after the other
	pagesRate   = 200                    // requests a second, of all pages
	pagesLength = 20 * time.Second       // for so long
	pagesLimit  = 100 * time.Millisecond // p99 of a device and of a search
	pagesCity   = 200 * time.Millisecond // ... of the page of all schools
	pagesBusy   = 250 * time.Millisecond // ... of all pages at that rate
)

// BenchmarkPages reports how long pages take, as the browser sees it, beside the
// time that the same bytes take when they are only written. It takes some five
// minutes.
func BenchmarkPages(b *testing.B) {
	w := wire{schools: 54, switches: 10, macs: 50, delay: 20 * time.Millisecond}
	addrs, err := snmpsim.Bench{Switches: w.schools * w.switches, Ports: fleetPorts, MACs: w.macs, Delay: w.delay}.Spawn(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	keepSmall()
	conf := w.config(b, addrs)
	first := startPages(b, conf)
	first.readAll(b)
	path := first.d.db.Path()
	first.stop(b)
	giveAPast(b, path, pagesSpans)
	p := startPages(b, conf)
	defer p.stop(b)
	p.open(b)
	for b.Loop() { // the figures are of one long run
	}
	for _, page := range p.pages() {
		p.measure(b, page)
	}
	p.load(b)
	b.ReportMetric(residentMB(b), "RSS-MB")
}

// A pagesDaemon is a daemon that reads, judges and serves pages.
type pagesDaemon struct {
	d      *daemon
	cancel context.CancelFunc
	work   errgroup.Group
	server *httptest.Server
	floor  *httptest.Server // writes what it is given
	token  string
	bytes  []byte
	random *rand.Rand

	macs []inventory.MAC // that are there now
	at   map[inventory.MAC]inventory.Sighting
}

// startPages opens a daemon and has it read.
func startPages(b *testing.B, conf *config.Config) *pagesDaemon {
	b.Helper()
	began := time.Now()
	d, err := openDaemon(b.Context(), conf, dailyPace(), slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("the daemon opened its store in %s", time.Since(began).Round(time.Millisecond))
	ctx, cancel := context.WithCancel(b.Context())
	p := &pagesDaemon{d: d, cancel: cancel, random: rand.New(rand.NewPCG(1, 2))}
	d.schedule.Set(d.targets())
	p.work.Go(func() error { d.schedule.Run(ctx); close(d.polls); return nil })
	p.work.Go(func() error { return d.write(ctx) })
	p.work.Go(func() error { return d.judgeChanged(ctx) })
	p.work.Go(func() error { return keepRoom(ctx) })
	return p
}

// readAll waits until every switch was read and every school judged, and lists
// half of the devices.
func (p *pagesDaemon) readAll(b *testing.B) {
	b.Helper()
	for p.d.ready(b.Context()) != nil {
		if !sleep(b.Context(), time.Second) {
			b.Fatal("the city was not read")
		}
	}
	p.look()
	lists := map[inventory.SchoolCode][]inventory.ListEntry{}
	for n, mac := range p.macs {
		if n%2 == 0 {
			continue
		}
		sw, _ := p.d.city().Switch(p.at[mac].Port.Switch)
		lists[sw.School] = append(lists[sw.School], inventory.ListEntry{School: sw.School, MAC: mac, Name: fmt.Sprintf("device-%d", n),
			Class: inventory.ClassPC, Room: fmt.Sprintf("room %d", n%40), Row: len(lists[sw.School]) + 2})
	}
	for code, rows := range lists {
		if _, err := p.d.db.ImportMaster(b.Context(), store.Import{At: time.Now(), Actor: "bench"}, rows); err != nil {
			b.Fatalf("list the devices of %s: %v", code, err)
		}
	}
}

// look notes which devices are there.
func (p *pagesDaemon) look() {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	p.macs, p.at = nil, map[inventory.MAC]inventory.Sighting{}
	for _, l := range p.d.ledgers {
		for _, seen := range l.State().Sightings {
			p.macs, p.at[seen.MAC] = append(p.macs, seen.MAC), seen
		}
	}
	slices.SortFunc(p.macs, func(a, b inventory.MAC) int { return bytes.Compare(a[:], b[:]) })
}

// open serves pages to one person of the centre.
func (p *pagesDaemon) open(b *testing.B) {
	b.Helper()
	e := store.Event{At: time.Now(), Actor: "bench"}
	who, err := p.d.db.AddPerson(b.Context(), inventory.Person{Name: "bench", Role: inventory.RoleCentre}, e)
	if err != nil {
		b.Fatal(err)
	}
	if p.token, err = p.d.db.MakePass(b.Context(), inventory.Pass{Kind: inventory.PassToken, Person: who.ID}, e); err != nil {
		b.Fatal(err)
	}
	for p.d.ready(b.Context()) != nil {
		sleep(b.Context(), time.Second)
	}
	if err := p.d.db.Warm(b.Context()); err != nil { // as a daemon does a minute after its start
		b.Fatal(err)
	}
	p.look()
	b.Logf("%d devices are there", len(p.macs))
	p.server = httptest.NewServer(p.d.handler())
	p.floor = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write(p.bytes) }))
}

func (p *pagesDaemon) stop(b *testing.B) {
	b.Helper()
	for _, s := range []*httptest.Server{p.server, p.floor} {
		if s != nil {
			s.Close()
		}
	}
	p.cancel()
	if err := p.work.Wait(); err != nil {
		b.Error(err)
	}
	if err := p.d.db.Close(); err != nil {
		b.Error(err)
	}
}

// A pageOf is a page with another address each time.
type pageOf struct {
	name  string
	limit time.Duration
	path  func() string
}

// pages are those of the figures; searches are of every sort.
func (p *pagesDaemon) pages() []pageOf {
	device := func() inventory.Sighting { return p.at[p.macs[p.random.IntN(len(p.macs))]] }
	find := func(text string) string { return "/api/v1/find?q=" + url.QueryEscape(text) }
	hex := func() string { return strings.ReplaceAll(device().MAC.String(), ":", "") }
	school := func(s inventory.Sighting) inventory.SchoolCode {
		sw, _ := p.d.city().Switch(s.Port.Switch)
		return sw.School
	}
	return []pageOf{
		{"city", pagesCity, func() string { return "/" }},
		{"school", pagesLimit, func() string { return "/schools/" + string(school(device())) }},
		{"device", pagesLimit, func() string {
			s := device()
			return "/schools/" + string(school(s)) + "/devices/" + s.MAC.String()
		}},
		{"find-mac", pagesLimit, func() string { return find(device().MAC.String()) }},
		{"search-four", pagesLimit, func() string { return "/search?q=" + hex()[8:] }},
		{"find-part", pagesLimit, func() string { return find(hex()[6:]) }},
		{"find-four", pagesLimit, func() string { return find(hex()[8:]) }},
		{"find-gone", pagesLimit, func() string {
			return find(fmt.Sprintf("%012x", 0x020000000000+p.random.Int64N(pagesSpans/2/visits)*1021))
		}},
		{"find-ip", pagesLimit, func() string {
			n := p.random.IntN(pagesSpans/2/visits) * 3
			return find(fmt.Sprintf("10.%d.%d.%d", 1+n>>16, n>>8&255, n&255))
		}},
		{"find-ip-part", pagesLimit, func() string { return find(fmt.Sprintf("%d.%d.", p.random.IntN(40), p.random.IntN(256))) }},
		{"find-name", pagesLimit, func() string { return find(fmt.Sprintf("device-%d", 1+2*p.random.IntN(len(p.macs)/2))) }},
		{"find-nothing", pagesLimit, func() string { return find(fmt.Sprintf("nobody %d", p.random.IntN(1e6))) }},
		{"find-port", pagesLimit, func() string { s := device(); return find(string(s.Port.Switch) + " " + s.Port.IfName) }},
	}
}

// errPutOff says that too many were asking.
var errPutOff = errors.New("put off")

// get asks for a page and returns what came and how long that took.
func (p *pagesDaemon) get(base, path string) (body []byte, took time.Duration, err error) {
	r, err := http.NewRequest(http.MethodGet, base+path, nil)
	if err != nil {
		return nil, 0, err
	}
	r.Header.Set("Authorization", "Bearer "+p.token)
	began := time.Now()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, 0, err
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(resp.Body)
	took = time.Since(began)
	if err == nil && resp.StatusCode == http.StatusServiceUnavailable {
		return nil, took, errPutOff
	}
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("GET %s: status %d", path, resp.StatusCode)
	}
	return body, took, err
}

// measure asks for a page again and again, and in turns for the same bytes from a
// handler that does nothing else.
func (p *pagesDaemon) measure(b *testing.B, page pageOf) {
	b.Helper()
	var ours, floor []time.Duration
	for range pagesAsked {
		body, took, err := p.get(p.server.URL, page.path())
		if err != nil {
			b.Error(err)
			return
		}
		p.bytes = body
		_, least, err := p.get(p.floor.URL, "/")
		if err != nil {
			b.Error(err)
			return
		}
		ours, floor = append(ours, took), append(floor, least)
	}
	p.report(b, page.name, page.limit, ours)
	b.Logf("%-12s p50 %8s p99 %8s; only written p50 %8s p99 %8s (%.0f times); %d octets", page.name, share(ours, 50), share(ours, 99),
		share(floor, 50), share(floor, 99), float64(share(ours, 50))/float64(share(floor, 50)), len(p.bytes))
}

// share is the time within which so many percent of requests were answered.
func share(all []time.Duration, percent int) time.Duration {
	slices.Sort(all)
	return all[min(len(all)-1, len(all)*percent/100)].Round(10 * time.Microsecond)
}

func (p *pagesDaemon) report(b *testing.B, name string, limit time.Duration, all []time.Duration) {
	b.Helper()
	p99 := share(all, 99)
	b.ReportMetric(p99.Seconds()*1000, name+"-p99-ms")
	if p99 > limit {
		b.Errorf("%s: 99 of 100 requests took up to %s, want at most %s", name, p99, limit)
	}
}

// load asks for all pages at a rate that does not wait for answers.
func (p *pagesDaemon) load(b *testing.B) {
	b.Helper()
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = pagesRate
	var mu sync.Mutex
	var all []time.Duration
	refused, asked := 0, int(pagesLength/time.Second)*pagesRate
	ask := func(path string) error {
		_, took, err := p.get(p.server.URL, path)
		mu.Lock()
		defer mu.Unlock()
		all = append(all, took)
		if errors.Is(err, errPutOff) {
			refused++
			return nil
		}
		return err
	}
	cpu := spent(b, func() error {
		var g errgroup.Group
		pages, tick := p.pages(), time.NewTicker(time.Second/pagesRate)
		defer tick.Stop()
		for n := range asked {
			<-tick.C
			path := pages[n%len(pages)].path()
			g.Go(func() error { return ask(path) })
		}
		return g.Wait()
	})
	p.report(b, "busy", pagesBusy, all)
	b.ReportMetric(cpu.Seconds()*1000/float64(asked), "busy-cpu-ms")
	b.ReportMetric(float64(refused), "put-off")
	b.Logf("%d requests a second: p50 %s, p99 %s; %.1f ms of a processor for each, with the client and the daemon's own work; %d put off",
		pagesRate, share(all, 50), share(all, 99), cpu.Seconds()*1000/float64(asked), refused)
	if refused > 0 {
		b.Errorf("%d of %d requests were put off", refused, asked)
	}
}
