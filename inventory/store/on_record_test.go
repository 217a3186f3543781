package store

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"rollcall/inventory"
)

// TestPartsAreFoundInMemoryAsInTheDatabase looks for parts of MACs and addresses
// among those of all schools, which is answered from memory, and among those of
// every school by name, which the database goes through, while more are recorded.
func TestPartsAreFoundInMemoryAsInTheDatabase(t *testing.T) {
	b := newBench(t, open(t))
	each := inventory.OnlySchools(north, south)
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 5 {
		var devices []seen
		var ips []string
		for range 40 {
			m := mac(byte(random.IntN(256)))
			m[3], m[4] = byte(random.IntN(256)), byte(random.IntN(3))
			devices = append(devices, seen{m, 10, 1 + random.IntN(4)})
			ips = append(ips, fmt.Sprintf("10.%d.%d.%d", random.IntN(4)*81, random.IntN(256), random.IntN(256)))
		}
		b.write(poll([]inventory.SwitchID{"n-1", "s-1"}[round%2], int64(round/2+1), at(60*round), devices, append(ips, "2001:db8::10")...))
		for _, part := range []string{"0053", "5e00", "00005e", "e0", "a7", "7", "3f", "00005e005301", "ffff", "000000000000", "x"} {
			all, err := b.db.SearchMACs(t.Context(), inventory.AllSchools(), part, 0)
			some, err2 := b.db.SearchMACs(t.Context(), each, part, 0)
			if err != nil || err2 != nil || !slices.Equal(inOrder(all), inOrder(some)) {
				t.Errorf("round %d, %q: in memory %v, %v, in the database %v, %v", round, part, all, err, some, err2)
			}
		}
		for _, part := range []string{"10.", ".1", "0.8", "1.2", "243.", ".", ".2.", "10.81.", "10.0.0.0.0", "..", "2.1.", "1.1.1.1"} {
			all, err := b.db.SearchIPs(t.Context(), inventory.AllSchools(), part, 0)
			some, err2 := b.db.SearchIPs(t.Context(), each, part, 0)
			slices.SortFunc(all, netip.Addr.Compare)
			if err != nil || err2 != nil || !slices.Equal(all, some) {
				t.Errorf("round %d, %q: in memory %v, %v, in the database %v, %v", round, part, all, err, some, err2)
			}
			for _, ip := range all {
				if !strings.Contains(ip.String(), part) {
					t.Errorf("%s has no part %q", ip, part)
				}
			}
		}
	}
}

func inOrder(macs []inventory.MAC) []inventory.MAC {
	slices.SortFunc(macs, func(a, b inventory.MAC) int { return slices.Compare(a[:], b[:]) })
	return macs
}

// TestSearchNamesThoseWhoAreThereFirst has many devices with one part, one of
// which is there.
func TestSearchNamesThoseWhoAreThereFirst(t *testing.T) {
	b := newBench(t, open(t))
	var devices []seen
	for n := range 20 {
		devices = append(devices, seen{mac(byte(n)), 10, 1})
	}
	b.write(poll("n-1", 1, at(0), devices))
	for n := range 3 {
		b.write(poll("n-1", int64(n+2), at(60*(n+1)), devices[19:]))
	}
	found, err := b.db.SearchMACs(t.Context(), inventory.AllSchools(), "0053", 2)
	if err != nil || len(found) != 2 || found[0] != mac(19) {
		t.Errorf("found %v, %v, want %s first", found, err, mac(19))
	}
}

// TestKeysAreFoundWhereverTheyWait adds more keys than wait to be put in order.
func TestKeysAreFoundWhereverTheyWait(t *testing.T) {
	k := keys[uint32]{noted: true}
	for n := range uint32(2*mostFresh + 10) {
		k.add(n)
		k.add(n)
	}
	if n := len(k.find(func(keys, found []uint32) []uint32 { return append(found, keys...) })); n != 2*mostFresh+10 {
		t.Errorf("%d keys are found, want %d", n, 2*mostFresh+10)
	}
}

// TestListsAreSearchedWhateverIsWrittenInThem holds searches against what Go says of
// the same texts: the database sorts rows out beforehand.
func TestListsAreSearchedWhateverIsWrittenInThem(t *testing.T) {
	db := open(t)
	names := []string{"Tablet-7", "平板 <3>", "Émile & co", `say "hi"`, "back\\slash", "線\u2028上", "ΣΊΣΥΦΟΣ", "x\x01y", "iPad 教室"}
	var rows []inventory.ListEntry
	for i, name := range names {
		rows = append(rows, entry(byte(i), name, i+2))
	}
	if _, err := db.ImportMaster(t.Context(), Import{At: at(0)}, rows); err != nil {
		t.Fatal(err)
	}
	for _, part := range append(names, "tablet", "TABLET-", "平板", "<3", "émile", "É", "& C", `"HI`, "\\S", "\u2028", "σίσυφοσ", "\x01", "ipad 教", "name", "%", "\xff") {
		want := 0
		for _, name := range names {
			if strings.Contains(strings.ToLower(name), strings.ToLower(part)) {
				want++
			}
		}
		if found, err := db.SearchLists(t.Context(), inventory.AllSchools(), ListPart{Text: part}, at(1), 0); err != nil || len(found) != want {
			t.Errorf("%q: %d entries, %v, want %d", part, len(found), err, want)
		}
	}
}
