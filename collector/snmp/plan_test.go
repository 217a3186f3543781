package snmp

import (
	"fmt"
	"testing"
)

// cursorsFor opens the columns of a group as a second poll does, with rows and
// octets of a variable known.
func cursorsFor(rows, octets, columns int) []*cursor {
	g := &group{name: "g"}
	known := sizes{}
	for i := range columns {
		g.columns = append(g.columns, column{object: fmt.Sprint(i), oid: fmt.Sprintf(".1.%d", i)})
		known.Rows, known.Cells = append(known.Rows, rows), append(known.Cells, octets)
	}
	return cursors(newTable(g, 0), known)
}

func TestRepetitionsFillAnAnswerAndEndWithTheTable(t *testing.T) {
	for _, tc := range []struct {
		name                  string
		rows, octets, columns int
		plan                  plan
		want                  uint32
	}{
		{"wide rows fill a frame, and one more", 52, 25, 20, plan{}, 3},
		{"narrow rows fill a frame, and one more", 200, 30, 2, plan{}, 24},
		{"never one more where answers are not cut", 200, 30, 2, plan{Large: true}, 23},
		{"few rows, and the proof of their end", 5, 30, 2, plan{}, 6},
		{"an empty table needs its proof only", 0, 30, 2, plan{}, 1},
		{"a small budget", 200, 30, 2, plan{Budget: 300}, 4},
		{"a row larger than a frame", 50, 900, 3, plan{Large: true}, 1},
		{"what a weak agent bears", 200, 30, 2, plan{Most: 3}, 3},
	} {
		if got := tc.plan.repetitions(cursorsFor(tc.rows, tc.octets, tc.columns), 40); got != tc.want {
			t.Errorf("%s: %d repetitions, want %d", tc.name, got, tc.want)
		}
	}
	unknown := cursors(newTable(vlanFDBGroup(), 0), sizes{})
	if got := (&plan{}).repetitions(unknown, 40); got != firstRepetitions {
		t.Errorf("%d repetitions of a table never read, want %d", got, firstRepetitions)
	}
}

func TestColumnsBehindAreAskedFirst(t *testing.T) {
	open := cursorsFor(10, 30, 4)
	open[0].t.count = []int{3, 3, 2, 2}
	p := plan{Columns: 3}
	var order []int
	for _, c := range p.choose(open, 0) {
		order = append(order, c.col)
	}
	if fmt.Sprint(order) != "[2 3 0]" {
		t.Errorf("columns %v, want [2 3 0]", order)
	}
	if got := len(p.choose(open, 2)); got != 2 {
		t.Errorf("%d columns in a narrow walk, want 2", got)
	}
}

func TestAPlanShrinksAndGrows(t *testing.T) {
	p := plan{}
	for i, want := range []bool{true, true, true, true, false} { // tooBig: rows, rows, columns, columns, nothing left
		columns, repetitions := []int{4, 4, 4, 2, 1}[i], uint32([]int{8, 4, 1, 1, 1}[i])
		if got := p.shrink(columns, repetitions); got != want {
			t.Errorf("shrink(%d, %d) = %v, want %v", columns, repetitions, got, want)
		}
	}
	if p.Budget >= frame || p.Columns != 1 {
		t.Errorf("plan %+v after tooBig to everything", p)
	}

	p = plan{}
	p.afterSilence(20, 8)
	if p.Most != 4 || !p.Growing {
		t.Errorf("plan %+v after silence to 8 rows, want 4 and growing", p)
	}
	p.learn(answer{size: 500}, 4)
	p.learn(answer{size: 600}, 5)
	if p.Most != 6 {
		t.Errorf("plan %+v after two good answers, want 6 rows", p)
	}
	p.afterSilence(20, 6)
	p.learn(answer{size: 600}, 5)
	if p.Most != 5 || p.Growing {
		t.Errorf("plan %+v after silence to the row too much, want 5 for good", p)
	}
	if p = (plan{}); p.afterSilence(1, 1) {
		t.Error("nothing is smaller than one variable")
	}
}

func TestMemoryForgetsNowAndThen(t *testing.T) {
	m := recall(nil)
	m.Plan.NoBulk, m.Dialect["fdb"], m.Seen["fdb"], m.Credential = true, "plain", true, "core"
	m.Contexts[10], m.Contexts[20] = answers, notThere
	for range forgetAfter - 2 {
		m = recall(m.bytes())
	}
	if !m.Plan.NoBulk || m.Dialect["fdb"] == "" {
		t.Fatalf("forgotten too soon: %+v", m)
	}
	m = recall(m.bytes())
	if m.Plan.NoBulk || m.Dialect["fdb"] != "" {
		t.Errorf("not forgotten: %+v", m)
	}
	if !m.Seen["fdb"] || m.Credential != "core" || m.Contexts[10] != answers || m.Contexts[20] != notThere-1 {
		t.Errorf("forgot what stays true: %+v", m)
	}
}
