package web

import (
	"encoding/json"
	"net/netip"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

// places writes matches as "mac switch port present|past", in their order.
func places(matches []Match) []string {
	var lines []string
	for _, m := range matches {
		when := "past"
		if m.Present {
			when = "present"
		}
		lines = append(lines, strings.TrimSpace(m.MAC+" "+string(m.Switch)+" "+m.Port+" "+when))
	}
	return lines
}

func (b *bench) find(text, at string) Found {
	b.Helper()
	w := b.get("/api/v1/find?q=" + url.QueryEscape(text) + "&at=" + url.QueryEscape(at))
	var f Found
	if err := json.Unmarshal(w.Body.Bytes(), &f); err != nil {
		b.Fatalf("find %q: %v\n%s", text, err, w.Body)
	}
	return f
}

func TestFind(t *testing.T) {
	b := newBench(t).school1()
	b.list(inventory.ListEntry{School: "179902", MAC: mac(9), Name: "借出的筆電"})
	const one = "00:00:5e:00:53:01"
	moved := []string{one + " hy-3f-a 1/5 present", one + " hy-3f-a 1/4 past"}
	for _, tt := range []struct {
		name, query, at string
		want            []string
	}{
		{"a MAC with colons", one, "", moved},
		{"a MAC with dots", "0000.5e00.5301", "", moved},
		{"a MAC with full-width digits", "００:００:５e:００:５３:０１", "", moved},
		{"a MAC in capitals with dashes", "00-00-5E-00-53-01", "", moved},
		{"a part of a MAC", "5e00.5301", "", nil},
		{"an address", "10.241.10.5", "", moved},
		{"a part of an address", "241.10.5", "", moved},
		{"a name", "教務處桌機", "", moved},
		{"a part of a name", "桌機", "", moved},
		{"a port, with a blank", "hy-3f-a 1/5", "", moved[:1]},
		{"a port, with a colon", "HY-3F-A:1/5", "", moved[:1]},
		{"a port that somebody has left", "hy-3f-a 1/4", "", []string{"hy-3f-a 1/4 past", one + " hy-3f-a 1/4 past"}},
		{"an uplink", "hy-3f-a 1/1", "", []string{"hy-3f-a 1/1 past"}},
		{"a switch", "hy-3f-a", "", []string{"hy-3f-a  past"}},
		{"a device that was never seen", "借出", "", []string{mac(9).String() + "   past"}},
		{"a time past, ISO", one, "2026-11-21 09:41", []string{one + " hy-3f-a 1/4 present"}},
		{"a time past, of the Republic", one, "115/11/21 09:41", []string{one + " hy-3f-a 1/4 present"}},
		{"a time past, with a zone", one, "2026-11-21T01:41:00Z", []string{one + " hy-3f-a 1/4 present"}},
		{"a time before everything", one, "115/11/20", nil},
		{"a time past, on a port", "hy-3f-a 1/4", "115/11/21 09:41", []string{one + " hy-3f-a 1/4 present"}},
		{"a part of a switch's name", "3f-a", "", []string{"hy-3f-a  past"}},
		{"a name that a neighbour announces", "ap-3F", "", []string{"hy-3f-a 1/10 present"}},
		{"nothing", "", "", nil},
		{"what nobody has", "no such thing", "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := places(b.find(tt.query, tt.at).Matches)
			if tt.name == "a part of a MAC" {
				if len(got) < 2 || !strings.Contains(strings.Join(got, "\n"), moved[0]) {
					t.Errorf("find %q: %q lacks %q", tt.query, got, moved[0])
				}
				return
			}
			want := make([]string, len(tt.want))
			for i := range tt.want {
				want[i] = strings.TrimSpace(tt.want[i])
			}
			if strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("find %q at %q:\ngot  %q\nwant %q", tt.query, tt.at, got, want)
			}
		})
	}
}

// TestFindSaysHowItKnows holds the reasons that tell "nobody" from "not looked".
func TestFindSaysHowItKnows(t *testing.T) {
	b := newBench(t).school1()
	for _, tt := range []struct{ query, at, reason string }{
		{"hy-3f-a 1/4", "", "沒有任何裝置"},
		{"hy-3f-a 1/9", "2026-11-21 09:41", "沒有任何裝置"},
		{"hy-3f-a 1/1", "", "不逐一記錄"},
	} {
		f := b.find(tt.query, tt.at)
		if len(f.Matches) == 0 || !strings.Contains(f.Matches[0].Reason, tt.reason) {
			t.Errorf("find %q at %q: %+v, want a reason with %q", tt.query, tt.at, f.Matches, tt.reason)
		}
	}
	late := b.options
	late.Now = func() time.Time { return now.Add(24 * time.Hour) }
	b.handler = New(late)
	if f := b.find("hy-3f-a 1/4", ""); !strings.Contains(f.Matches[0].Reason, "沒有讀到") {
		t.Errorf("a day after the last reading: %+v, want not observed", f.Matches)
	}
}

// TestFindInJSON holds the fields that programs rely on.
func TestFindInJSON(t *testing.T) {
	b := newBench(t).school1()
	var got struct {
		Query   string           `json:"query"`
		At      string           `json:"at"`
		Matches []map[string]any `json:"matches"`
	}
	if err := json.Unmarshal(b.get("/api/v1/find?q=10.241.10.5").Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"kind": "device", "mac": "00:00:5e:00:53:01", "ip": "10.241.10.5", "name": "教務處桌機", "school": "179901",
		"switch": "hy-3f-a", "port": "1/5", "vid": 10.0, "zone": "admin", "first": "2026-11-21T01:45:00Z",
		"last": "2026-11-21T01:59:00Z", "present": true}
	for key, value := range want {
		if got.Matches[0][key] != value {
			t.Errorf("%s is %v, want %v", key, got.Matches[0][key], value)
		}
	}
	for _, key := range []string{"confidence", "reason"} {
		if got.Matches[0][key] == "" {
			t.Errorf("%s is empty", key)
		}
	}
	if got.Query != "10.241.10.5" || got.At != "2026-11-21T02:00:00Z" {
		t.Errorf("query %q at %q", got.Query, got.At)
	}
	if body := b.get("/api/v1/find?q=nothing").Body.String(); !strings.Contains(body, `"matches":[]`) {
		t.Errorf("no match is %s, want an empty list", body)
	}
}

func TestMACPart(t *testing.T) {
	for text, want := range map[string]string{"5e:00": "5e00", "5E-00-53": "5e0053", "cafe": "cafe", "abc": "", "hello": "", "": "",
		"00005e005301": "00005e005301", "00005e0053011": "", "0000.5e00.53": "00005e0053", "5e.0053": "5e0053", "10.241.": "", "0.8.10": "", "12.34567": ""} {
		if got := macPart(text); got != want {
			t.Errorf("macPart(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestComparePorts(t *testing.T) {
	order := []string{"1/1", "1/2", "1/10", "2/1", "Gi1/0/2", "Gi1/0/10", "Po1"}
	for i := range order {
		for j := range order {
			if got := comparePorts(order[i], order[j]); (got < 0) != (i < j) || (got == 0) != (i == j) {
				t.Errorf("comparePorts(%q, %q) = %d", order[i], order[j], got)
			}
		}
	}
}

func FuzzFind(f *testing.F) {
	b := newBench(f).school1()
	for _, seed := range []string{"00:00:5e:00:53:01", "hy-3f-a 1/5", "10.241.10.5", "%", "'; DROP TABLE seats; --", "５e", "\x00", "1/5"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q := FindQuery{Scope: inventory.OnlySchools("179902"), City: b.city, Lang: En, Text: text, At: now}
		got, err := Find(t.Context(), b.db, q)
		if err != nil {
			t.Fatalf("find %q: %v", text, err)
		}
		for _, m := range got.Matches {
			if m.School != "179902" {
				t.Errorf("find %q tells of a foreign school: %+v", text, m)
			}
		}
	})
}

// TestOfManyDevicesOnlyTheLastIsTold looks for parts that many devices have: what is
// told of each is what is told first of it alone.
func TestOfManyDevicesOnlyTheLastIsTold(t *testing.T) {
	b := newBench(t)
	const first, last = 100, 130
	for i := range 40 { // they come and go, each fourth to another port; half are there in the end
		b.poll("hy-3f-a", now.Add(time.Duration(i-40)*time.Minute), func(p *inventory.Poll) {
			ports(p, 12, 10)
			complete(p, inventory.TableFDB, inventory.TableARP, inventory.TableInterfaces)
			for n := byte(first); n < last; n++ {
				if i%10 < 5 || i >= 35 && n >= 115 {
					learned(p, mac(n), 1+int(n)%8+i/20*int(n/4%2), 10)
					p.ARP = append(p.ARP, inventory.ARPRow{IP: netip.AddrFrom4([4]byte{10, 241, 20, n}), MAC: mac(n)})
				}
			}
		})
	}
	for _, many := range []string{"0053", "10.241.20."} {
		f := b.find(many, "")
		if !f.Brief || len(f.Matches) != last-first {
			t.Fatalf("find %q: brief %v, %d matches, want %d", many, f.Brief, len(f.Matches), last-first)
		}
		for _, m := range f.Matches {
			one := b.find(m.MAC, "")
			if one.Brief || len(one.Matches) < 2 || !reflect.DeepEqual(m, one.Matches[0]) {
				t.Errorf("find %q tells of %s\n%+v\nwant the first of\n%+v", many, m.MAC, m, one.Matches)
			}
		}
	}
	if page := b.get("/search?q=10.241.20.").Body.String(); !strings.Contains(page, "每台只列出目前或最後的位置") {
		t.Error("the page does not say that it leaves something out")
	}
	if foreign := b.as(Identity{Actor: "elsewhere", Role: inventory.RoleCoordinator, Scope: inventory.OnlySchools("179902")}, "/api/v1/find?q=10.241.20."); strings.Contains(foreign.Body.String(), "hy-3f-a") {
		t.Errorf("somebody of another school is told %s", foreign.Body)
	}
}
