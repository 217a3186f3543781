package snmp_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// exporterProgram is Debian's snmp_exporter.
const exporterProgram = "prometheus-snmp-exporter"

// BenchmarkExporter reads the switch by Read and, in turns, by a scrape of
// Debian's prometheus-snmp-exporter that walks the same columns, and compares
// processor times.
func BenchmarkExporter(b *testing.B) {
	defer runtime.KeepAlive(city())
	addr := startBenchSwitch(b)
	exporter := startExporter(b)
	poll, scrape := poller(b, benchTarget(addr)), func() { exporter.scrape(b, addr) }
	spent(b, 20, poll)
	exporter.spent(b, 20, scrape)
	var d duel
	for b.Loop() {
		d.round(float64(spent(b, 40, poll))/40, float64(exporter.spent(b, 40, scrape))/40)
	}
	b.Logf("processor time of a poll %.2f ms, of a scrape %.2f ms", median(d.ours)/1e6, median(d.theirs)/1e6)
	atMost(b, "cpu/cpu-of-snmp-exporter", median(d.ratios), 1.0/6)
}

// An exporter is a running snmp_exporter.
type exporter struct {
	url string
	pid int
}

// startExporter starts it on a free port of loopback with a configuration that
// walks the columns of the poll set.
func startExporter(b *testing.B) exporter {
	b.Helper()
	program, err := exec.LookPath(exporterProgram)
	if err != nil {
		b.Fatalf("%v; install it as make bench does: sh .ci/deps %s", err, exporterProgram)
	}
	config := filepath.Join(b.TempDir(), "snmp.yml")
	if err := os.WriteFile(config, exporterConfig(), 0o600); err != nil {
		b.Fatal(err)
	}
	listen := freeListener(b)
	cmd := exec.CommandContext(b.Context(), program, "--config.file="+config, "--web.listen-address="+listen, "--log.level=error")
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	e := exporter{url: "http://" + listen + "/snmp", pid: cmd.Process.Pid}
	for range 200 {
		if conn, err := net.Dial("tcp", listen); err == nil {
			conn.Close()
			return e
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.Fatalf("%s does not listen on %s", exporterProgram, listen)
	return e
}

// freeListener returns a free TCP address of loopback.
func freeListener(b *testing.B) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// scrape has the exporter read a switch, and checks that it did.
func (e exporter) scrape(b *testing.B, addr netip.AddrPort) {
	b.Helper()
	response, err := http.Get(e.url + "?" + url.Values{"module": {"pollset"}, "target": {addr.String()}}.Encode())
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		b.Fatal(err)
	}
	if n := bytes.Count(body, []byte("\n")); response.StatusCode != http.StatusOK || n < 1720 {
		b.Fatalf("scrape of %s: %s, %d lines, want one for each of 1,720 variables", addr, response.Status, n)
	}
}

// spent is the processor time of the exporter that doing something takes.
func (e exporter) spent(b *testing.B, times int, do func()) time.Duration {
	start := e.cpu(b)
	for range times {
		do()
	}
	return e.cpu(b) - start
}

// cpu is the processor time that the exporter has used (proc(5): utime and stime,
// in hundredths of a second).
func (e exporter) cpu(b *testing.B) time.Duration {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", e.pid))
	if err != nil {
		b.Fatal(err)
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	var ticks time.Duration
	for _, field := range fields[11:13] {
		n, err := strconv.Atoi(field)
		if err != nil {
			b.Fatal(err)
		}
		ticks += time.Duration(n)
	}
	return ticks * 10 * time.Millisecond
}

// An exporterTable is columns of one index as the exporter is to show them.
type exporterTable struct {
	entry   string
	indexes string
	columns map[string][]int // by their type
}

// exporterTables are the columns of snmpsim.PollSetColumns.
func exporterTables() []exporterTable {
	port := exporterIndexes("ifIndex")
	return []exporterTable{
		{"1.3.6.1.2.1.2.2.1", port, map[string][]int{"DisplayString": {2}, "PhysAddress48": {6}, "gauge": {3, 7, 8, 9}, "counter": {13, 14, 19, 20}}},
		{"1.3.6.1.2.1.31.1.1.1", port, map[string][]int{"DisplayString": {1, 18}, "gauge": {15}, "counter": {6, 7, 9, 10, 11, 13}}},
		{"1.3.6.1.2.1.17.1.4.1", port, map[string][]int{"gauge": {2}}},
		{"1.3.6.1.2.1.17.7.1.4.5.1", port, map[string][]int{"gauge": {1}}},
		{"1.3.6.1.2.1.17.7.1.2.2.1", exporterIndexes("dot1qFdbId") + ", {labelname: mac, type: PhysAddress48, fixed_size: 6}", map[string][]int{"gauge": {2, 3}}},
		{"1.3.6.1.2.1.17.7.1.4.2.1", exporterIndexes("dot1qVlanTimeMark", "dot1qVlanIndex"), map[string][]int{"OctetString": {4, 5}}},
		{"1.3.6.1.2.1.17.7.1.4.3.1", exporterIndexes("dot1qVlanIndex"), map[string][]int{"DisplayString": {1}}},
		{"1.0.8802.1.1.2.1.4.1.1", exporterIndexes("lldpRemTimeMark", "lldpRemLocalPortNum", "lldpRemIndex"),
			map[string][]int{"gauge": {4, 6}, "PhysAddress48": {5}, "DisplayString": {7, 8, 9, 10}, "OctetString": {12}}},
		{"1.0.8802.1.1.2.1.3.7.1", exporterIndexes("lldpLocPortNum"), map[string][]int{"DisplayString": {3, 4}}},
	}
}

// exporterIndexes are indexes that are numbers.
func exporterIndexes(names ...string) string {
	for i, name := range names {
		names[i] = "{labelname: " + name + ", type: gauge}"
	}
	return strings.Join(names, ", ")
}

// exporterConfig is what snmp_exporter's generator would make of the poll set.
func exporterConfig() []byte {
	var walk, metrics bytes.Buffer
	for _, table := range exporterTables() {
		for kind, arcs := range table.columns {
			for _, arc := range arcs {
				fmt.Fprintf(&walk, "  - %s.%d\n", table.entry, arc)
				fmt.Fprintf(&metrics, "  - {name: c%s_%d, oid: %s.%d, type: %s, help: x, indexes: [%s]}\n",
					strings.ReplaceAll(table.entry, ".", "_"), arc, table.entry, arc, kind, table.indexes)
			}
		}
	}
	return fmt.Appendf(nil, "pollset:\n  version: 2\n  max_repetitions: 25\n  auth: {community: public}\n  walk:\n%s  metrics:\n%s", &walk, &metrics)
}
