package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// foreignRounds is how often each address is asked for, in turns with its twin.
const foreignRounds = 201

// BenchmarkForeignAndMissing measures whether the time of an answer tells what
// belongs to another school from what does not exist: every route with an object in
// its path, and searches, as a coordinator. It reports the ratio of the medians of
// each pair, the larger to the smaller, the median and the worst of them; more than
// 1.1 would tell.
func BenchmarkForeignAndMissing(b *testing.B) {
	m := newMatrix(b)
	who := parties()[2]
	objects := map[string]object{}
	for _, o := range m.objects() {
		objects[o.name] = o
	}
	for b.Loop() { // the figures are of many rounds
	}
	var ratios []float64
	measure := func(foreign, missing string) {
		f, n := m.medians(who, foreign, missing)
		ratio := float64(max(f, n)) / float64(min(f, n))
		ratios = append(ratios, ratio)
		if ratio > 1.05 {
			b.Logf("%.3f  %8s %8s  %s", ratio, f, n, foreign)
		}
	}
	for _, rt := range m.readings() {
		_, pattern, _ := strings.Cut(rt.pattern, " ")
		if !slices.Contains(who.rights, rt.policy.name) || !strings.Contains(pattern, "{") || strings.HasSuffix(pattern, "{$}") {
			continue
		}
		for foreign, missing := range twins {
			measure(objects[foreign].fill(pattern, url.PathEscape, b), objects[missing].fill(pattern, url.PathEscape, b))
		}
	}
	for foreign, missing := range map[string]string{mac(70).String(): mac(99).String(), "10.242.10.7": "10.242.10.9", "5346": "5363", canary: "NOBODY"} {
		measure("/api/v1/find?q="+foreign, "/api/v1/find?q="+missing)
	}
	slices.Sort(ratios)
	b.ReportMetric(float64(len(ratios)), "pairs")
	b.ReportMetric(ratios[len(ratios)/2], "median-ratio")
	b.ReportMetric(ratios[len(ratios)-1], "worst-ratio")
}

// medians asks for two addresses in turns, each first as often as the other.
func (m *matrix) medians(who party, foreign, missing string) (f, n time.Duration) {
	paths, took := []string{foreign, missing}, [2][]time.Duration{}
	for round := range foreignRounds {
		for i := range paths {
			i = (i + round) % 2
			began := time.Now()
			m.ask(who, http.MethodGet, paths[i], "")
			took[i] = append(took[i], time.Since(began))
		}
	}
	for i := range took {
		slices.SortFunc(took[i], cmp.Compare)
	}
	return took[0][foreignRounds/2], took[1][foreignRounds/2]
}
