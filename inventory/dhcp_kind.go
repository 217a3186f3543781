package inventory

import (
	"slices"
	"strings"
)

// The kinds of device that a request hints at.
const (
	HintApple    = "ipados_ios"
	HintMac      = "macos"
	HintWindows  = "windows"
	HintAndroid  = "android"
	HintLinux    = "linux"
	HintEmbedded = "embedded"
	HintPhone    = "phone"
	HintPrinter  = "printer"
	HintAP       = "ap"
)

// A kindHint is one line of the table of hints: how the vendor class begins, or the
// order of option 55, which each system has of its own.
type kindHint struct {
	vendor     string // option 60 begins so, in lower case
	parameters []uint8
	kind       string
}

// KindHintsOf says where the table of hints comes from and how old it is: our own
// selection, of November 2026, of what captures that people published show, kept
// only where several of them agree. It is a hint: systems change their requests, and
// any device can send any.
const KindHintsOf = "2026-11"

// kindHints are looked through in order.
var kindHints = []kindHint{
	{vendor: "msft", kind: HintWindows},
	{vendor: "android-dhcp", kind: HintAndroid},
	{vendor: "aapl", kind: HintMac},
	{vendor: "udhcp", kind: HintEmbedded},
	{vendor: "ciscopc", kind: HintPhone},
	{vendor: "cisco systems, inc. ip phone", kind: HintPhone},
	{vendor: "yealink", kind: HintPhone},
	{vendor: "grandstream", kind: HintPhone},
	{vendor: "hewlett-packard", kind: HintPrinter},
	{vendor: "arubaap", kind: HintAP},
	{vendor: "cisco ap", kind: HintAP},
	{parameters: []uint8{1, 121, 3, 6, 15, 108, 114, 119, 252}, kind: HintApple},
	{parameters: []uint8{1, 121, 3, 6, 15, 119, 252}, kind: HintApple},
	{parameters: []uint8{1, 121, 3, 6, 15, 108, 114, 119, 252, 95, 44, 46}, kind: HintMac},
	{parameters: []uint8{1, 121, 3, 6, 15, 119, 252, 95, 44, 46}, kind: HintMac},
	{parameters: []uint8{1, 3, 6, 15, 31, 33, 43, 44, 46, 47, 119, 121, 249, 252}, kind: HintWindows},
	{parameters: []uint8{1, 15, 3, 6, 44, 46, 47, 31, 33, 121, 249, 43}, kind: HintWindows},
	{parameters: []uint8{1, 3, 6, 15, 26, 28, 51, 58, 59, 43}, kind: HintAndroid},
	{parameters: []uint8{1, 3, 6, 15, 26, 28, 51, 58, 59, 43, 114, 108}, kind: HintAndroid},
	{parameters: []uint8{1, 28, 2, 3, 15, 6, 119, 12, 44, 47, 26, 121, 42}, kind: HintLinux},
	{parameters: []uint8{1, 3, 6, 12, 15, 28, 42}, kind: HintEmbedded},
}

// Kind is what a device probably is, by what it asks for: a hint to show, never a
// fact to judge by. Empty: the table has none.
func (h DHCPHints) Kind() string {
	vendor := strings.ToLower(h.VendorClass)
	for _, k := range kindHints {
		if k.vendor != "" && strings.HasPrefix(vendor, k.vendor) || len(k.parameters) > 0 && slices.Equal(k.parameters, h.Parameters) {
			return k.kind
		}
	}
	return ""
}
