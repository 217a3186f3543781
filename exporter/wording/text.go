package wording

import (
	"maps"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A pair is one sentence in both languages.
type pair struct{ zh, en string }

// A table is a group of sentences by key.
type table map[string]pair

// tables lists every table; a test keeps their keys apart.
func tables() []table {
	return []table{phrases, names, oddities, kinds, evidence, verdicts, sources, planned, commands, pages, refusals, fleet, events, ports, planPages, health, me, setup, inbox, rollout, people, doctor, mails, imports, wires, lists, messages, blocked, diagnose, causes, diagnosePages, reach, dhcp, capture, things, rejected}
}

// Args fill the braces of a sentence by name.
type Args = map[string]string

// Text returns the sentence of a key with args put in. A key that no table has
// comes back as it is, cleaned: better an odd word than a lost message.
func Text(lang Lang, key string, args Args) string {
	p, ok := lookup(key)
	if !ok {
		return Clean(key)
	}
	if lang == En {
		return fill(lang, p.en, args)
	}
	return fill(lang, p.zh, args)
}

// Has says whether a key has a sentence.
func Has(key string) bool { _, ok := lookup(key); return ok }

func lookup(key string) (pair, bool) {
	p, ok := sentences()[key]
	return p, ok
}

// sentences are those of all tables: a page asks for hundreds of them.
var sentences = sync.OnceValue(func() table {
	all := table{}
	for _, t := range tables() {
		maps.Copy(all, t)
	}
	return all
})

// fill replaces every {name} and {name:form} of a text.
func fill(lang Lang, text string, args Args) string {
	var b strings.Builder
	for {
		before, rest, open := strings.Cut(text, "{")
		b.WriteString(before)
		if !open {
			return b.String()
		}
		hole, after, _ := strings.Cut(rest, "}")
		name, form, _ := strings.Cut(hole, ":")
		b.WriteString(format(lang, form, args[name]))
		text = after
	}
}

// format writes one argument in the form that the sentence asks for.
func format(lang Lang, form, value string) string {
	if form == "note" {
		return note(lang, value)
	}
	if value == "" {
		return Text(lang, "unknown", nil)
	}
	switch form {
	case "":
		return Clean(value)
	case "whole":
		return whole(value)
	case "time":
		at, err := time.Parse(time.RFC3339, value)
		if err != nil {
			return Clean(value)
		}
		return Time(lang, at)
	case "dur":
		seconds, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return Clean(value)
		}
		return Duration(lang, time.Duration(seconds)*time.Second)
	case "and", "or":
		return join(lang, form, value, Clean)
	}
	return join(lang, "and", value, func(v string) string { return Name(lang, form, v) })
}

// note is a remark in brackets, and nothing where there is none.
func note(lang Lang, value string) string {
	if value = Clean(value); value == "" {
		return ""
	}
	return Text(lang, "note", Args{"note": value})
}

// join writes each line of a value and puts a comma or an "or" between them.
func join(lang Lang, word, value string, write func(string) string) string {
	items := strings.Split(value, "\n")
	for i := range items {
		items[i] = write(items[i])
	}
	return strings.Join(items, Text(lang, "list."+word, nil))
}

// Name returns the word for a value of a group: Name(En, "severity", "warning").
// A value without a word comes back cleaned.
func Name(lang Lang, group, value string) string {
	if key := group + "." + value; Has(key) {
		return Text(lang, key, nil)
	}
	return Clean(value)
}

func count(lang Lang, key string, n int64) string {
	return Text(lang, key, Args{"n": strconv.FormatInt(n, 10)})
}
