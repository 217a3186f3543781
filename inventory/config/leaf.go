package config

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// The leaves of the raw structs. Each knows where it stands and whether it was
// written at all.

type text struct {
	pos
	v   string
	set bool
}

func (t *text) decode(d *decoder, node ast.Node) {
	s, ok := scalar(node)
	if !ok {
		d.wants(node, say("一段文字", "a text"))
		return
	}
	t.v, t.set = s, true
}

// or returns the text, or a default where none was written.
func (t text) or(fallback string) string {
	if t.v == "" {
		return fallback
	}
	return t.v
}

// scalar returns the text of a scalar as it was written: 179901 and "179901" alike.
func scalar(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value), true
	case ast.ScalarNode:
		return n.GetToken().Value, true
	}
	return "", false
}

type whole struct {
	pos
	v   int
	set bool
}

func (w *whole) decode(d *decoder, node ast.Node) {
	s, ok := scalar(node)
	n, err := strconv.Atoi(s)
	if !ok || err != nil {
		d.wants(node, say("整數", "a whole number"))
		return
	}
	w.v, w.set = n, true
}

type decimal struct {
	pos
	v   float64
	set bool
}

func (n *decimal) decode(d *decoder, node ast.Node) {
	s, ok := scalar(node)
	f, err := strconv.ParseFloat(s, 64)
	if !ok || err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		d.wants(node, say("數字", "a number"))
		return
	}
	n.v, n.set = f, true
}

type yesNo struct {
	pos
	v, set bool
}

func (f *yesNo) decode(d *decoder, node ast.Node) {
	s, ok := scalar(node)
	if !ok || s != "true" && s != "false" {
		d.wants(node, say(" true 或 false", "true or false"))
		return
	}
	f.v, f.set = s == "true", true
}

type period struct {
	pos
	v   time.Duration
	set bool
}

func (p *period) decode(d *decoder, node ast.Node) {
	s, ok := scalar(node)
	v, err := time.ParseDuration(s)
	switch {
	case !ok || err != nil:
		d.wants(node, say("帶單位的時間長度（30s、5m、24h）", "a duration with its unit (30s, 5m, 24h)"))
	case v <= 0:
		d.wants(node, say("大於零的時間長度", "a duration longer than nothing"))
	default:
		p.v, p.set = v, true
	}
}

// or returns the period, or a default where none was written.
func (p period) or(fallback time.Duration) time.Duration {
	if !p.set {
		return fallback
	}
	return p.v
}

// texts is one text or a list of them.
type texts struct {
	pos
	v []text
}

func (t *texts) decode(d *decoder, node ast.Node) {
	items := []ast.Node{node}
	if seq, ok := node.(*ast.SequenceNode); ok {
		items = seq.Values
	}
	for _, item := range items {
		if item = d.unwrap(item); item == nil {
			continue
		}
		one := text{pos: d.at(item)}
		if one.decode(d, item); one.set {
			t.v = append(t.v, one)
		}
	}
}

func (t texts) strings() []string {
	var out []string
	for _, one := range t.v {
		out = append(out, one.v)
	}
	return out
}

// anything is a part of the file that this package does not look into.
type anything struct {
	pos
	set bool
}

func (a *anything) decode(_ *decoder, _ ast.Node) { a.set = true }
