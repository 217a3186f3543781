package web

import (
	"fmt"

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

// say returns a sentence of a page: a key of wording without its "page.".
// Arguments are names and values in turn, as they stand in braces in the sentence.
func say(l Lang, key string, args ...any) string {
	named := wording.Args{}
	for i := 0; i+1 < len(args); i += 2 {
		named[fmt.Sprint(args[i])] = fmt.Sprint(args[i+1])
	}
	return wording.Text(l, "page."+key, named)
}

// because puts the reason of a verdict into a sentence.
func because(l Lang, why inventory.Why) string {
	if why.Key == "" {
		return ""
	}
	return wording.Text(l, why.Key, why.Args)
}

// saysPage says whether there is a sentence of a page under a key.
func saysPage(key string) bool { return wording.Has("page." + key) }
