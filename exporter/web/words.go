package web

import (
	"fmt"
	"strings"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// Lang is a language that rollcall speaks.
type Lang = wording.Lang

// The languages, the first of the house first.
const (
	ZhTW = wording.ZhTW
	En   = wording.En
)

// say returns a sentence of a page. Its arguments are names and values in turn,
// as they stand in braces in the sentence; values may come from a network.
func say(l Lang, key string, args ...any) string {
	p, ok := words(key)
	if !ok {
		return key
	}
	text := p.zh
	if l == En {
		text = p.en
	}
	holes := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		holes = append(holes, fmt.Sprintf("{%v}", args[i]), wording.Clean(fmt.Sprint(args[i+1])))
	}
	return strings.NewReplacer(holes...).Replace(text)
}

// because puts the reason of a verdict into a sentence.
func because(l Lang, why inventory.Why) string {
	if why.Key == "" {
		return ""
	}
	return wording.Text(l, why.Key, why.Args)
}
