package web

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// from asks as somebody at an address who has not signed in.
func (b *bench) from(method, path, addr string, header ...string) *httptest.ResponseRecorder {
	b.Helper()
	r := httptest.NewRequestWithContext(b.Context(), method, path, nil)
	r.RemoteAddr, r.Host = netip.AddrPortFrom(netip.MustParseAddr(addr), 40000).String(), "rollcall.example"
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return b.do(r)
}

// atTheDevice is 海燕國小 with devices of which only some may be told of, each
// with something in its entry that nobody who asks from elsewhere may see.
func atTheDevice(t *testing.T) *bench {
	b := newBench(t).school1()
	b.options.Hosts = []string{"rollcall.example"}
	b.handler = New(b.options)
	secret := inventory.ListEntry{School: "179901", Name: "CANARY", Custodian: "CANARY", Room: "CANARY", Note: "CANARY", AssetNo: "CANARY"}
	entry := func(m inventory.MAC) inventory.ListEntry { e := secret; e.MAC = m; return e }
	b.list(entry(mac(1)), entry(mac(7)))
	rows := map[string]inventory.MAC{"10.241.10.5": mac(1), "10.241.10.6": mac(2), "10.241.208.9": randomMAC(1), "10.241.10.8": mac(7)}
	b.arp(40*time.Second, rows)
	rows["10.241.10.8"] = mac(8) // a second one with the same address
	b.arp(30*time.Second, rows)
	return b
}

func TestThePageAtTheDevice(t *testing.T) {
	b := atTheDevice(t)
	for _, tt := range []struct {
		name, addr string
		header     []string
		want, lack []string
	}{
		{"listed", "10.241.10.5", nil, []string{mac(1).String(), "hy-3f-a 第 1/5 埠", "有線網路行政", "已登錄", "看起來正常", "未設定", `action="/me/help"`},
			[]string{mac(2).String(), randomMAC(1).String(), mac(7).String()}},
		{"not listed", "10.241.10.6", nil, []string{mac(2).String(), "未登錄", "不在本校名單中"}, []string{mac(1).String(), "1/5"}},
		{"random", "10.241.208.9", nil, []string{randomMAC(1).String(), "私人Wi-Fi位址", "KL-mobile"}, []string{mac(1).String(), mac(2).String()}},
		{"an address of two devices", "10.241.10.8", nil, []string{"不只一台裝置"}, []string{mac(7).String(), mac(8).String(), "已登錄"}},
		{"an address that nobody has told of", "10.241.10.99", nil, []string{"還沒有回報", "10.241.10.99"}, []string{"00:00:5e"}},
		{"an address in a gap", "10.241.25.180", nil, []string{"不在規劃內", "海燕國小"}, []string{"00:00:5e"}},
		{"a school that is not read", "10.242.10.5", nil, []string{"讀不到本校閘道", "晴嵐國小"}, []string{"00:00:5e", "海燕"}},
		{"no school's address", "192.0.2.7", nil, []string{"不是任何學校的 IP", "192.0.2.7"}, []string{"00:00:5e", "/me/help", "海燕"}},
		{"by a proxy that names an address", "10.241.10.6", []string{"X-Forwarded-For", "10.241.10.5"}, []string{"代理伺服器"}, []string{"00:00:5e", "/me/help", "10.241"}},
		{"by a proxy that names another way", "10.241.10.6", []string{"Forwarded", "for=10.241.10.5"}, []string{"代理伺服器"}, []string{"00:00:5e", "10.241"}},
		{"at the server itself", "127.0.0.2", nil, []string{"代理伺服器"}, []string{"00:00:5e"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := b.from(http.MethodGet, "/me", tt.addr, tt.header...)
			body := got.Body.String()
			if got.Code != http.StatusOK {
				t.Fatalf("%d %s", got.Code, body)
			}
			for _, want := range tt.want {
				if !strings.Contains(body, want) {
					t.Errorf("the page lacks %q", want)
				}
			}
			for _, lack := range append(tt.lack, "CANARY", "/schools/", "/search?") {
				if strings.Contains(body, lack) {
					t.Errorf("the page shows %q", lack)
				}
			}
		})
	}
}

// TestThePageAtTheDeviceTakesNoQuestion tries to have it tell of another device,
// another time or another host.
func TestThePageAtTheDeviceTakesNoQuestion(t *testing.T) {
	b := atTheDevice(t)
	for _, path := range []string{"/me?ip=10.241.10.5", "/me?mac=" + mac(1).String(), "/me?at=115/11/21+09:41", "/me?q=CANARY", "/me?asked=" + url.QueryEscape("<b>CANARY")} {
		body := b.from(http.MethodGet, path, "10.241.10.6").Body.String()
		if !strings.Contains(body, mac(2).String()) || strings.Contains(body, mac(1).String()) || strings.Contains(body, "<b>CANARY") || strings.Contains(body, "當時的紀錄") {
			t.Errorf("%s is answered with more than the device itself", path)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/me", nil)
	r.RemoteAddr, r.Host = "10.241.10.6:4000", "evil.example"
	if got := b.do(r); got.Code != http.StatusMisdirectedRequest {
		t.Errorf("under a name that is not ours the page answers %d", got.Code)
	}
	if got := b.from(http.MethodGet, "/schools/179901", "10.241.10.6"); strings.Contains(got.Body.String(), "hy-3f-a") {
		t.Error("who has not signed in sees a school")
	}
}

// TestOthersHadTheAddress holds that it is said, and not who.
func TestOthersHadTheAddress(t *testing.T) {
	b := newBench(t)
	b.options.Hosts = []string{"rollcall.example"}
	b.handler = New(b.options)
	for i, m := range []inventory.MAC{mac(9), mac(2), mac(2), mac(2), mac(2)} {
		b.arp(time.Duration(20-4*i)*time.Minute, map[string]inventory.MAC{"10.241.10.6": m})
	}
	b.arp(10*time.Second, map[string]inventory.MAC{"10.241.10.6": mac(2)})
	body := b.from(http.MethodGet, "/me", "10.241.10.6").Body.String()
	if !strings.Contains(body, "也有其他裝置用過這個 IP") || strings.Contains(body, mac(9).String()) || !strings.Contains(body, mac(2).String()) {
		t.Error("the page does not say that others had the address, or names them")
	}
}

// TestHelpIsSentToTheSchool presses the button.
func TestHelpIsSentToTheSchool(t *testing.T) {
	b := atTheDevice(t)
	ask := func(addr string, header ...string) string {
		got := b.from(http.MethodPost, "/me/help", addr, header...)
		if got.Code == http.StatusSeeOther {
			return got.Header().Get("Location")
		}
		return http.StatusText(got.Code)
	}
	for _, tt := range []struct {
		name, addr, want string
		header           []string
	}{
		{"first", "10.241.10.6", "/me?asked=sent", nil},
		{"again", "10.241.10.6", "/me?asked=late", nil},
		{"another device", "10.241.10.5", "/me?asked=sent", nil},
		{"from outside", "192.0.2.7", "Forbidden", nil},
		{"by a proxy", "10.241.10.6", "Forbidden", []string{"X-Forwarded-For", "10.241.10.5"}},
		{"from another site", "10.241.208.9", "Forbidden", []string{"Sec-Fetch-Site", "cross-site"}},
	} {
		if got := ask(tt.addr, tt.header...); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	events, err := b.db.Events(t.Context(), inventory.OnlySchools("179901"), store.EventQuery{Action: store.ActionHelp})
	if err != nil || len(events) != 2 || events[1].Actor != "10.241.10.6" || events[1].Subject != mac(2).String() || events[1].Detail != "hy-3f-a 1/7" {
		t.Errorf("on record is %+v, %v", events, err)
	}
	if body := b.get("/schools/179901").Body.String(); !strings.Contains(body, "有人請求協助（2 次") || !strings.Contains(body, mac(2).String()) {
		t.Error("the school's page does not say who asked for help")
	}
	if body := b.from(http.MethodGet, "/me?asked=sent", "10.241.10.6").Body.String(); !strings.Contains(body, "已通知本校資訊組長") {
		t.Error("who asked is not told that it was sent")
	}
}
