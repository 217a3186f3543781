package dhcp

import (
	"testing"
	"time"

	"github.com/insomniacslk/dhcp/dhcpv4"
)

// BenchmarkParse takes an ACK with 13 options out of its frame and understands it,
// in turns with the library alone, which does the most of that. Their ratio is the
// figure: what is ours may cost as much again.
func BenchmarkParse(b *testing.B) {
	frame, payload := clientSays(208).frame(b, fullAck(b)), fullAck(b)
	const each = 20_000
	var ours, library, cut time.Duration
	took := func(sum *time.Duration, once func() error) {
		began := time.Now()
		for range each {
			if err := once(); err != nil {
				b.Fatal(err)
			}
		}
		*sum += time.Since(began)
	}
	rounds := 0
	for b.Loop() {
		rounds++
		took(&ours, func() error {
			p, err := Cut(1, frame)
			if err == nil {
				_, err = Parse(p)
			}
			return err
		})
		took(&library, func() error { _, err := dhcpv4.FromBytes(payload); return err })
		took(&cut, func() error { _, err := Cut(1, frame); return err })
	}
	ratio := ours.Seconds() / library.Seconds()
	per := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / float64(rounds*each) }
	b.ReportMetric(per(ours), "ns/packet")
	b.ReportMetric(per(library), "ns/library")
	b.ReportMetric(per(cut), "ns/cut")
	b.ReportMetric(ratio, "of-library")
	if ratio > 2 {
		b.Errorf("a packet takes %.2f times what the library takes, want at most 2", ratio)
	}
}
