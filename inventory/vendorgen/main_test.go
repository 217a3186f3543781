package main

import (
	"slices"
	"strings"
	"testing"
)

func TestShort(t *testing.T) {
	for name, want := range map[string]string{
		"Apple, Inc.": "Apple",
		"Hangzhou Hikvision Digital Technology Co.,Ltd.": "Hangzhou Hikvision Digital Technology",
		"TP-LINK TECHNOLOGIES CO.,LTD.":                  "TP-LINK TECHNOLOGIES",
		"D-Link Corporation":                             "D-Link",
		"Cisco Systems, Inc":                             "Cisco Systems",
		"Zyxel  Communications Corporation":              "Zyxel Communications",
		"Siemens AG":                                     "Siemens",
		"ICANN, IANA Department":                         "ICANN, IANA Department",
		"Tesco":                                          "Tesco",
		"Co":                                             "Co",
		"IEEE Registration Authority":                    "",
		"Private":                                        "",
	} {
		if got := short(name); got != want {
			t.Errorf("short(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestTable(t *testing.T) {
	const registry = "Registry,Assignment,Organization Name,Organization Address\nMA-S,70B3D5F2F,EXAMPLE,\"Street, 1\"\nMA-L,AABBCC,Private,\n"
	got, err := table(strings.NewReader(registry))
	if want := []string{"70b3d5f2f EXAMPLE"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("table = %q, %v; want %q", got, err, want)
	}
	if _, err := table(strings.NewReader("a,b\n")); err == nil {
		t.Error("a table of two columns is accepted")
	}
}
