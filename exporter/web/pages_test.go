package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// TestPages asks the real handler over a real database.
func TestPages(t *testing.T) {
	b := newBench(t).school1()
	b.finding(inventory.Finding{Kind: inventory.KindUnknownMAC, School: "179901", Severity: inventory.Warning, Subject: mac(2).String(),
		MAC: mac(2), Switch: "hy-3f-a", Port: "1/7", VID: 208, Since: now, Args: map[string]string{"ssid": "KL-mobile"}})
	for _, tt := range []struct {
		path   string
		status int
		want   []string
	}{
		{"/", 200, []string{"海燕國小", "晴嵐國小", "2 / 3", "1 台無回應", "尚未讀取", "<html lang=\"zh-TW\">", `href="/?lang=en"`, ">English</a>"}},
		{"/?lang=en", 200, []string{"1 silent", "not yet read", "<html lang=\"en\">", "Order by code", `href="/?lang=zh-TW"`, ">中文</a>"}},
		{"/?sort=code", 200, []string{"依學校代碼排列"}},
		{"/schools/179901", 200, []string{"需要處理的事項", "未登錄的裝置", "hy-kid", "無回應", "逾時未回應", "MAC認證", "10.X.208.0-212.254", mac(2).String()}},
		{"/schools/179901?lang=en", 200, []string{"What needs attention", "no answer in time"}},
		{"/schools/179902", 200, []string{"尚未完成第一次讀取", "還沒有判斷結果"}},
		{"/schools/179901/switches/hy-3f-a", 200, []string{"1/5", "教務處桌機", "dot1qTpFdb; base port", "符合度 0.98", `class="jack up trunk"`, `/ports/1%2F12"`, "31 個請求", "39.2 KiB", "2 次重送", "上行", mac(1).String()}},
		{"/schools/179901/switches/hy-kid", 200, []string{"已連續 5 次沒有回應", "逾時未回應", "尚未讀到任何埠"}},
		{"/schools/179902/switches/ql-core", 200, []string{"這台交換器尚未讀取"}},
		{"/schools/179901/devices/" + mac(1).String(), 200, []string{"hy-3f-a 第 1/5 埠", "hy-3f-a 1/4", "10.241.10.5", "教務處桌機", "已登錄"}},
		{"/schools/179901/devices/0000.5e00.5301", 200, []string{"hy-3f-a 第 1/5 埠"}},
		{"/schools/179901/devices/" + randomMAC(1).String(), 200, []string{"隨機MAC", "私人Wi-Fi位址"}},
		{"/schools/179901/devices/" + mac(99).String(), 404, []string{"找不到"}},
		{"/schools/179901/devices/nonsense", 404, []string{"找不到"}},
		{"/schools/179901/findings", 200, []string{"未登錄的裝置", "下一步", "白名單"}},
		{"/schools/179901/findings?state=resolved", 200, []string{"還沒有已結案的告警"}},
		{"/schools/179901/findings?state=all&kind=switch_down", 200, []string{"沒有任何告警紀錄"}},
		{"/schools/179901/findings?state=foo", 400, []string{"foo"}},
		{"/schools/123456", 404, []string{"找不到"}},
		{"/schools/179901/switches/none", 404, []string{"找不到"}},
		{"/search", 200, []string{"搜尋"}},
		{"/search?q=%E6%95%99%E5%8B%99%E8%99%95", 200, []string{mac(1).String(), "hy-3f-a 1/5", "目前在線"}},
		{"/search?q=nothing-like-it", 200, []string{"沒有找到"}},
		{"/schools/179901?at=115/11/21+09:50", 200, []string{"當時的紀錄", "2026-11-21 09:50"}},
		{"/schools/179901?at=someday", 400, []string{"someday", "115/11/21"}},
		{"/no/such/page", 404, []string{"找不到"}},
		{"/-/healthy", 200, []string{"ok"}},
		{"/-/ready", 200, []string{"ready"}},
		{"/assets/style.css", 200, []string{"prefers-color-scheme: dark", "@media print"}},
		{"/assets/none.css", 404, nil},
		{"/metrics", 503, []string{"no daemon"}},
	} {
		t.Run(tt.path, func(t *testing.T) {
			got := b.get(tt.path)
			if got.Code != tt.status {
				t.Fatalf("%s: status %d, want %d\n%s", tt.path, got.Code, tt.status, got.Body)
			}
			for _, want := range tt.want {
				if !strings.Contains(got.Body.String(), want) {
					t.Errorf("%s does not contain %q", tt.path, want)
				}
			}
		})
	}
}

func TestTheLanguageIsRemembered(t *testing.T) {
	b := newBench(t)
	first := b.get("/?lang=en")
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.RemoteAddr, r.Host = "127.0.0.1:1", "localhost"
	for _, c := range first.Result().Cookies() {
		r.AddCookie(c)
	}
	if body := b.do(r).Body.String(); !strings.Contains(body, `<html lang="en">`) {
		t.Error("the second page is not in the language chosen on the first")
	}
	if body := b.get("/").Body.String(); !strings.Contains(body, `<html lang="zh-TW">`) {
		t.Error("without a choice the page is not in zh-TW")
	}
}

// TestTwins holds that a page's JSON twin answers, as JSON and with the same status.
func TestTwins(t *testing.T) {
	b := newBench(t).school1()
	for page, twin := range map[string]string{
		"/":                                "/api/v1/city",
		"/schools/179901":                  "/api/v1/schools/179901",
		"/schools/179901/switches/hy-3f-a": "/api/v1/schools/179901/switches/hy-3f-a",
		"/schools/179901/devices/00:00:5e:00:53:01": "/api/v1/schools/179901/devices/00:00:5e:00:53:01",
		"/schools/179901/findings":                  "/api/v1/schools/179901/findings",
		"/schools/000000":                           "/api/v1/schools/000000",
	} {
		p, j := b.get(page), b.get(twin)
		if p.Code != j.Code {
			t.Errorf("%s: %d, %s: %d", page, p.Code, twin, j.Code)
		}
		if !json.Valid(j.Body.Bytes()) || !strings.HasPrefix(j.Header().Get("Content-Type"), "application/json") {
			t.Errorf("%s is no JSON: %s", twin, j.Body)
		}
	}
}

func TestTheCityInJSON(t *testing.T) {
	b := newBench(t).school1()
	var city struct {
		Schools []struct {
			Code     string
			Switches struct{ Total, Up, Silent, Unread int }
			Devices  struct{ Total, Listed, Unlisted, Random int }
			Unknown  *int   `json:"kl_mobile_unknown"`
			Unseen   string `json:"kl_mobile_unobservable"`
		}
	}
	if err := json.Unmarshal(b.get("/api/v1/city?sort=code").Body.Bytes(), &city); err != nil {
		t.Fatal(err)
	}
	one, two := city.Schools[0], city.Schools[1]
	if one.Code != "179901" || one.Switches.Total != 3 || one.Switches.Up != 2 || one.Switches.Silent != 1 {
		t.Errorf("first school: %+v", one)
	}
	if one.Devices.Total != 3 || one.Devices.Listed != 1 || one.Devices.Unlisted != 1 || one.Devices.Random != 1 {
		t.Errorf("devices of the first school: %+v", one.Devices)
	}
	if one.Unknown == nil || *one.Unknown != 2 {
		t.Errorf("KL-mobile unknown of the first school: %v, want 2", one.Unknown)
	}
	if two.Unknown != nil || two.Unseen == "" || two.Switches.Unread != 1 {
		t.Errorf("a school that was never read: %+v, want nothing counted and the reason", two)
	}
}

// TestEveryKeyInUseHasASentence reads templates and sources for the keys that
// they write out.
func TestEveryKeyInUseHasASentence(t *testing.T) {
	inUse := regexp.MustCompile(`\bt "([a-z0-9_.]+)"|say\([a-zA-Z.]+, "([a-z0-9_.]+)"|"((?:error|import)\.[a-z_]+)"`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	templates, err := filepath.Glob("templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, file := range append(files, templates...) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range inUse.FindAllStringSubmatch(string(text), -1) {
			n++
			key := "page." + m[1] + m[2] + m[3]
			if strings.HasSuffix(key, ".") {
				continue // the rest of it is put together at run time
			}
			if !wording.Has(key) && !strings.HasSuffix(file, "_test.go") {
				t.Errorf("%s says %q, which has no sentence", file, key)
			}
		}
	}
	if n < 150 {
		t.Errorf("only %d keys found; the pattern no longer fits", n)
	}
}

// TestNoPageShowsAKey renders pages in both languages and looks for keys that came
// back as they are.
func TestNoPageShowsAKey(t *testing.T) {
	b := newBench(t).school1()
	for _, path := range []string{"/", "/schools/179901", "/schools/179902", "/schools/179901/switches/hy-3f-a", "/schools/179901/switches/hy-kid",
		"/schools/179901/devices/00:00:5e:00:53:01", "/schools/179901/findings", "/search?q=5e", "/nowhere"} {
		for _, lang := range []string{"zh-TW", "en"} {
			mark := "?"
			if strings.Contains(path, "?") {
				mark = "&"
			}
			body := b.get(path + mark + "lang=" + lang).Body.String()
			for _, bad := range []string{"page.", "{n}", "{at}", "<no value>", "%!"} {
				if strings.Contains(body, bad) {
					t.Errorf("%s in %s shows %q", path, lang, bad)
				}
			}
		}
	}
}

// TestAPagePastLeadsToThePast holds that whoever looks at a time past stays there.
func TestAPagePastLeadsToThePast(t *testing.T) {
	b := newBench(t).school1()
	then := "?at=2026-11-21T09%3A50%3A00%2B08%3A00"
	for path, link := range map[string]string{
		"/?at=115/11/21+09:50":                                   `href="/schools/179901` + then + `"`,
		"/schools/179901?at=115/11/21+09:50":                     `href="/schools/179901/switches/hy-3f-a` + then + `"`,
		"/schools/179901/switches/hy-3f-a?at=115/11/21+09:50":    `href="/schools/179901/devices/` + mac(1).String() + then + `"`,
		"/schools/179901/devices/00005e005301?at=115/11/21+9:50": `href="/schools/179901/switches/hy-3f-a/ports/1%2F5` + then + `"`,
	} {
		if body := b.get(path).Body.String(); !strings.Contains(strings.ReplaceAll(body, "&#43;", "+"), link) {
			t.Errorf("%s lacks the link %s", path, link)
		}
	}
	if body := b.get("/schools/179901").Body.String(); strings.Contains(body, "?at=") {
		t.Error("a page of now leads to a time past")
	}
}
