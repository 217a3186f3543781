package wording_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

var (
	haiyan = inventory.School{Code: "179901", Name: "海燕國小"}
	since  = time.Date(2026, 11, 20, 1, 5, 0, 0, time.UTC) // 09:05 in Taipei
	now    = since.Add(40 * time.Minute)
)

func row(kind inventory.Kind, args map[string]string) inventory.FindingRow {
	return inventory.FindingRow{ID: 1023, State: inventory.StateOpen, Opened: since, Finding: inventory.Finding{
		Kind: kind, School: "179901", Severity: inventory.Warning, Since: since, Args: args,
		MAC: inventory.MAC{0, 0, 0x5e, 0, 0x53, 9}, IP: netip.MustParseAddr("203.0.113.20"),
		Switch: "hy-3f-a", Port: "17", Room: "3-2教室",
	}}
}

// The sentences of shared agreement, word for word.
func TestAlertSentences(t *testing.T) {
	tests := []struct {
		id   string
		row  inventory.FindingRow
		want string
	}{
		{"A01", row("wl_unknown_mac", map[string]string{"ssid": "KL-mobile", "brand": "Apple", "others": "KL-roam\neduroam"}),
			"KL-mobile 出現 1 台不在校內設備MAC總表的裝置：00:00:5e:00:53:09（Apple），2026-11-20 09:05 起於 hy-3f-a 第 17 埠（3-2教室）。請確認是否為學校設備：是→登錄MAC總表並加入智慧網管白名單；否→請使用者改連 KL-roam 或 eduroam。完成登錄後下次巡檢自動結案。"},
		{"A02", row("wl_random_mac", map[string]string{"ssid": "KL-mobile", "n": "6"}),
			"有 6 台裝置以「隨機MAC」連線 KL-mobile，白名單無法辨識。請依障礙查詢【無線】第2步：忘記網路後重新連線，並關閉隨機MAC（iPad：設定→Wi-Fi→ⓘ→私人Wi-Fi位址→關閉；Android：該網路→隱私→使用裝置MAC；Windows：隨機硬體位址→關閉）。"},
		{"A06", row("gateway_down", map[string]string{"gw": "10.241.254.254", "variant": "gateway"}),
			"全校無法上網：閘道 10.241.254.254 自 2026-11-20 09:05 無回應。請依障礙查詢【全部裝置】第2步檢查網路線與核心交換器電源；仍無回應請寄信回報。"},
		{"A07", row("upstream_down", map[string]string{"probe": "192.0.2.46"}),
			"閘道正常，但對外測試位址 192.0.2.46 自 2026-11-20 09:05 無回應（第3步）。請查詢電信業者線路是否正常。"},
		{"A12", row("reserved_missing", map[string]string{"class": "quake_pc", "effect": "quake_pc", "link": "down"}),
			"地震警報PC（203.0.113.20）自 2026-11-20 09:05 未連線，校園廣播可能無法自動播放地震警報。請檢查主機電源、網路線與 hy-3f-a 第 17 埠（3-2教室）（目前沒有連線）。"},
		{"A13", row("card_reader_offline", map[string]string{"name": "卡機-1", "link": "up"}),
			"卡機 卡機-1（203.0.113.20）自 2026-11-20 09:05 離線，連接埠 hy-3f-a 第 17 埠（3-2教室）有連線。若重新開機無效，請洽卡機廠商客服。"},
		{"A15", row("port_record_drift", map[string]string{"was": "行政", "is": "教學"}),
			"hy-3f-a 第 17 埠紀錄為「行政」，現為「教學」（2026-11-20 09:05 變更）。若為正常調整，請確認更新紀錄；否則請還原。"},
		{"A16", row("public_ip_in_use", nil),
			"本校仍有實體IP 203.0.113.20 使用中（00:00:5e:00:53:09，hy-3f-a 第 17 埠（3-2教室））。市屬學校應完成移轉至虛擬IP，請安排移轉。"},
		{"A17", row("restricted_vendor", map[string]string{"n": "2", "list": "Hikvision 00:00:5e:00:53:09\nDahua 00:00:5e:00:53:0a"}),
			"可能的限制品牌設備 2 台：Hikvision 00:00:5e:00:53:09、Dahua 00:00:5e:00:53:0a。請確認廠牌；如屬限制使用，請列冊並與公務網路隔離、排定汰換。（依 MAC 廠商碼判斷，可能有誤。）"},
		{"A20", row("switch_down", map[string]string{"k": "28"}),
			"hy-3f-a（3-2教室）自 2026-11-20 09:05 無回應，其下 28 個埠的告警已合併於本通知。"},
		{"A21", row("poll_stale", nil),
			"海燕國小 資料已 40 分鐘 未更新，以下數字可能過時。"},
	}
	for _, tt := range tests {
		t.Run(tt.id, func(t *testing.T) {
			got := wording.Finding(wording.ZhTW, tt.row, haiyan, now).Sentence(wording.ZhTW)
			if !strings.HasPrefix(got, tt.want) {
				t.Errorf("got  %s\nwant %s…", got, tt.want)
			}
		})
	}
}

func TestAResolvedFindingSaysSo(t *testing.T) {
	r := row("wl_random_mac", map[string]string{"n": "6", "ssid": "KL-mobile"})
	r.State, r.Resolved = inventory.StateResolved, since.Add(75*time.Minute)
	m := wording.Finding(wording.ZhTW, r, haiyan, now)
	if want := "#A-1023 已恢復正常（2026-11-20 09:05–2026-11-20 10:20，共 1 小時 15 分鐘）。"; m.Sentence(wording.ZhTW) != want {
		t.Errorf("got %s, want %s", m.Sentence(wording.ZhTW), want)
	}
	if want := "[rollcall] 海燕國小｜警告｜疑似隨機MAC 6台 已恢復｜#A-1023"; m.Subject != want {
		t.Errorf("subject %s, want %s", m.Subject, want)
	}
}

func TestSubject(t *testing.T) {
	r := row("wl_random_mac", map[string]string{"n": "6", "ssid": "KL-mobile"})
	tests := []struct {
		lang wording.Lang
		id   int64
		want string
	}{
		{wording.ZhTW, 1023, "[rollcall] 海燕國小｜警告｜疑似隨機MAC 6台｜#A-1023"},
		{wording.En, 1023, "[rollcall] 海燕國小 | warning | 6 suspected random MACs | #A-1023"},
		{wording.ZhTW, 0, "[rollcall] 海燕國小｜警告｜疑似隨機MAC 6台"},
	}
	for _, tt := range tests {
		r.ID = tt.id
		if got := wording.Finding(tt.lang, r, haiyan, now).Subject; got != tt.want {
			t.Errorf("subject %q, want %q", got, tt.want)
		}
	}
}

// kinds are the kinds that have sentences; every one of inventory is among them.
var kinds = []inventory.Kind{
	inventory.KindReservedIPTaken, inventory.KindPublicIPInUse, inventory.KindForeignSchoolIP,
	inventory.KindUnknownMAC, inventory.KindOtherSchool, inventory.KindRandomMAC,
	inventory.KindDuplicateLocation, inventory.KindMultiMACPort, inventory.KindPortRecordDrift,
	inventory.KindUnknownSwitch, inventory.KindSwitchDown, inventory.KindSNMPAuthFail,
	inventory.KindSwitchReboot, inventory.KindPollStale,
	inventory.KindGatewayDown, inventory.KindUpstreamDown, inventory.KindReservedMissing, inventory.KindCardReaderOffline,
	inventory.KindRestrictedVendor, inventory.KindIoTUnlisted, inventory.KindIoTNotSeen,
}

func TestEveryKindHasAllItsSentences(t *testing.T) {
	for _, k := range kinds {
		for _, part := range []string{"title", "what", "next", "fixed", "evidence"} {
			if !wording.Has(string(k) + "." + part) {
				t.Errorf("%s has no %s", k, part)
			}
		}
		for _, lang := range wording.Langs() {
			if wording.Kind(lang, k) == string(k) {
				t.Errorf("%s has no name in %s", k, lang)
			}
		}
	}
}

func TestEveryValueOfInventoryHasAWord(t *testing.T) {
	for _, lang := range wording.Langs() {
		for _, table := range inventory.Tables() {
			if wording.Table(lang, table) == string(table) && lang == wording.ZhTW {
				t.Errorf("table %s has no word", table)
			}
		}
		for _, r := range []inventory.Reason{inventory.ReasonTimeout, inventory.ReasonAuth, inventory.ReasonUnreachable,
			inventory.ReasonTruncated, inventory.ReasonRestarted, inventory.ReasonOrder, inventory.ReasonLimit,
			inventory.ReasonGarbage, inventory.ReasonUnsupported, inventory.ReasonDependency, inventory.ReasonCancelled} {
			if wording.Reason(lang, r) == string(r) && lang == wording.ZhTW {
				t.Errorf("reason %s has no word", r)
			}
		}
	}
	for _, o := range inventory.Oddities() {
		if !wording.Has("oddity." + string(o)) {
			t.Errorf("oddity %s has no word", o)
		}
	}
	for _, state := range []string{inventory.StateOpen, inventory.StateAcknowledged, inventory.StateDismissed, inventory.StateAccepted, inventory.StateResolved} {
		if wording.State(wording.ZhTW, state) == state {
			t.Errorf("state %s has no word", state)
		}
	}
}

func TestNothingFromTheNetworkBreaksAMessage(t *testing.T) {
	r := row("unknown_switch", map[string]string{
		"name": "evil\r\nBcc: all@example.com\x1b[2J{ref}", "descr": strings.Repeat("x", 5000), "protocol": "LLDP", "chassis": "\u202e",
	})
	r.Port = "1\n2"
	m := wording.Finding(wording.ZhTW, r, haiyan, now)
	for _, text := range []string{m.Subject, m.What, m.Where, m.Evidence} {
		if strings.ContainsAny(text, "\r\n\x1b\u202e") || len(text) > 1000 {
			t.Errorf("unsafe text %q", text)
		}
	}
	if !strings.Contains(m.What, "{ref}") {
		t.Errorf("a brace from the network was filled: %q", m.What)
	}
}

func TestWhere(t *testing.T) {
	m := wording.Finding(wording.ZhTW, row("wl_unknown_mac", nil), haiyan, now)
	if want := "海燕國小，hy-3f-a 第 17 埠（3-2教室）"; m.Where != want {
		t.Errorf("where %q, want %q", m.Where, want)
	}
	r := row("public_ip_in_use", nil)
	r.Switch, r.Port, r.Room = "", "", ""
	if got := wording.Finding(wording.En, r, haiyan, now).What; !strings.Contains(got, "place not known") {
		t.Errorf("a device without a place: %q", got)
	}
}
