package inventory

import (
	"slices"
	"testing"
)

func mustMAC(t testing.TB, s string) MAC {
	t.Helper()
	m, err := ParseMAC(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestVendor(t *testing.T) {
	for mac, want := range map[string]string{
		"00:00:5e:00:53:01": "ICANN, IANA Department",
		"00:00:0c:12:34:56": "Cisco Systems",
		"3c:07:54:00:00:01": "Apple",
		"74:1a:e0:90:00:01": "",              // a block that is split up, a part whose owner stays private
		"20:85:93:b1:23:45": "IOG Products",  // MA-M
		"70:b3:d5:f2:f0:01": "TELEPLATFORMS", // MA-S
		"00:50:c2:7d:50:00": "DEUTA-WERKE",   // IAB
		"02:00:5e:00:53:01": "",              // locally administered
		"3e:07:54:00:00:01": "",              // the random twin of an Apple address
		"01:00:5e:00:53:01": "",              // multicast
		"ff:ff:ff:ff:ff:ff": "",
		"fc:ff:ff:00:00:00": "",
		"00:00:00:00:00:00": "", // not a device, though the prefix is registered
		"00:00:00:00:00:01": "XEROX",
	} {
		if got := Vendor(mustMAC(t, mac)); got != want {
			t.Errorf("Vendor(%s) = %q, want %q", mac, got, want)
		}
	}
}

func TestVendorTablesAreWholeSortedAndSmall(t *testing.T) {
	if len(packedVendors) > 700_000 {
		t.Errorf("the packed table has %d bytes", len(packedVendors))
	}
	total := 0
	for _, table := range vendors() {
		total += len(table.prefixes)
		if !slices.IsSorted(table.prefixes) || len(table.prefixes) != len(table.names) {
			t.Errorf("the table of %d digits is out of order", table.digits)
		}
		for i, name := range table.names {
			if name == "" {
				t.Errorf("prefix %x of %d digits has no name", table.prefixes[i], table.digits)
			}
		}
	}
	if total < 40_000 {
		t.Errorf("%d prefixes, want the whole registry", total)
	}
}

func TestIsVirtualRouter(t *testing.T) {
	for mac, want := range map[string]bool{
		"00:00:5e:00:01:0a": true,
		"00:00:5e:00:02:ff": true,
		"00:00:0c:07:ac:01": true,
		"00:00:0c:9f:f0:01": true,
		"00:05:73:a0:0f:ff": true,
		"00:00:0c:9f:ff:ff": true, // group 4095 of HSRP version 2
		"00:07:b4:00:01:01": true,
		"00:00:5e:00:53:01": false,
		"00:00:0c:9f:e0:01": false,
		"00:00:00:00:00:00": false,
	} {
		if got := mustMAC(t, mac).IsVirtualRouter(); got != want {
			t.Errorf("%s.IsVirtualRouter() = %v", mac, got)
		}
	}
}

func BenchmarkVendor(b *testing.B) {
	m := mustMAC(b, "3c:07:54:00:00:01")
	Vendor(m)
	b.ReportAllocs()
	for b.Loop() {
		Vendor(m)
	}
}
