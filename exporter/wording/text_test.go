package wording

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// holes returns the sorted argument names of a text.
func holes(text string) []string {
	var names []string
	for _, m := range regexp.MustCompile(`\{([a-z0-9_]+)(:[a-z_]+)?\}`).FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	seen := map[string]bool{}
	for _, table := range tables() {
		for key, p := range table {
			if seen[key] {
				t.Errorf("%s stands in two tables", key)
			}
			seen[key] = true
			if p.zh == "" || p.en == "" {
				t.Errorf("%s lacks a language: %q, %q", key, p.zh, p.en)
			}
			if zh, en := holes(p.zh), holes(p.en); !slices.Equal(zh, en) {
				t.Errorf("%s is filled with %q in zh-TW and with %q in English", key, zh, en)
			}
			for _, text := range []string{p.zh, p.en} {
				if n := strings.Count(text, "{"); n != len(regexp.MustCompile(`\{[a-z0-9_]+(:[a-z_]+)?\}`).FindAllString(text, -1)) {
					t.Errorf("%s has a brace that is no hole: %q", key, text)
				}
			}
		}
	}
}

// simplified are characters that Taiwan does not write; mainland are words that
// Taiwan says otherwise (glossary: 資料, 網路, 伺服器, 品質, 設定, 介面).
const simplified = "网络数据设备认证开关无线录单启动类号报时间实检状态级闭门东车马风飞长张这说话语读写请让谁调谈该误试详访诉识评词译议计订讨记许论环处务质应进发变过还运远连选队阳阴险页项顺须顾预领频题颜额饭馆驱骤鸡麦黄齐龙们个为么习书买产亲亿仅从仓仪价众优会传伤伟体"

var mainland = []string{"數據", "網絡", "服務器", "質量", "設置", "界面", "信息", "默認", "軟件", "硬件", "程序", "用戶", "視頻", "鏈接", "打印", "賬", "帳戶", "登陸", "交換機", "端口", "無線局域網"}

func TestChineseIsTaiwans(t *testing.T) {
	for _, table := range tables() {
		for key, p := range table {
			if i := strings.IndexAny(p.zh, simplified); i >= 0 {
				t.Errorf("%s has a simplified character: %q", key, p.zh[i:])
			}
			for _, word := range mainland {
				if strings.Contains(p.zh, word) {
					t.Errorf("%s says %s: %q", key, word, p.zh)
				}
			}
			if regexp.MustCompile(`\p{Han}[,;:?!]`).MatchString(p.zh) {
				t.Errorf("%s has half-width punctuation after a Chinese character: %q", key, p.zh)
			}
		}
	}
}

func TestEnglishIsEnglish(t *testing.T) {
	for _, table := range tables() {
		for key, p := range table {
			if strings.IndexFunc(p.en, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0 {
				t.Errorf("%s has Chinese characters in English: %q", key, p.en)
			}
		}
	}
}

func TestText(t *testing.T) {
	tests := []struct {
		name, text string
		args       Args
		zh, en     string
	}{
		{"argument", "{a}!", Args{"a": "x"}, "x!", "x!"},
		{"missing argument", "{a}", nil, "不明", "unknown"},
		{"an argument with braces stays an argument", "{a}", Args{"a": "{b}", "b": "no"}, "{b}", "{b}"},
		{"time", "{t:time}", Args{"t": "2026-11-20T16:30:00Z"}, "2026-11-21 00:30", "2026-11-21 00:30 +08:00"},
		{"no time", "{t:time}", Args{"t": "yesterday"}, "yesterday", "yesterday"},
		{"duration", "{d:dur}", Args{"d": "7500"}, "2 小時 5 分鐘", "2 h 5 min"},
		{"list", "{l:and}", Args{"l": "a\nb\nc"}, "a、b、c", "a, b, c"},
		{"alternatives", "{l:or}", Args{"l": "KL-roam\neduroam"}, "KL-roam 或 eduroam", "KL-roam or eduroam"},
		{"word", "{c:class}", Args{"c": "phone"}, "網路話機", "IP phone"},
		{"words", "{c:class}", Args{"c": "switch\nap"}, "交換器、AP", "switch, access point"},
		{"a word that no table has", "{c:class}", Args{"c": "toaster"}, "toaster", "toaster"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := fill(ZhTW, tt.text, tt.args); got != tt.zh {
				t.Errorf("zh-TW %q, want %q", got, tt.zh)
			}
			if got := fill(En, tt.text, tt.args); got != tt.en {
				t.Errorf("English %q, want %q", got, tt.en)
			}
		})
	}
	if got := Text(En, "no.such\nkey", nil); got != "no.such key" {
		t.Errorf("an unknown key reads %q", got)
	}
}

func TestDuration(t *testing.T) {
	tests := []struct {
		d      time.Duration
		zh, en string
	}{
		{-time.Hour, "0 秒", "0 s"},
		{59 * time.Second, "59 秒", "59 s"},
		{40 * time.Minute, "40 分鐘", "40 min"},
		{3 * time.Hour, "3 小時", "3 h"},
		{26 * time.Hour, "1 天 2 小時", "1 d 2 h"},
		{48 * time.Hour, "2 天", "2 d"},
	}
	for _, tt := range tests {
		if zh, en := Duration(ZhTW, tt.d), Duration(En, tt.d); zh != tt.zh || en != tt.en {
			t.Errorf("%v reads %q and %q, want %q and %q", tt.d, zh, en, tt.zh, tt.en)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "ge-0/0/1", "\x1b[31mred", "a\r\nSubject: x", "\u202eevil", "\xff\xfe", strings.Repeat("網", 300)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > longest+1 {
			t.Errorf("Clean(%q) = %q: invalid or too long", s, got)
		}
		if i := strings.IndexFunc(got, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }); i >= 0 {
			t.Errorf("Clean(%q) = %q keeps a control character", s, got)
		}
		if line := Text(ZhTW, "place.port", Args{"switch": s, "port": s}); strings.ContainsAny(line, "\n\r") {
			t.Errorf("a sentence of %q has two lines: %q", s, line)
		}
	})
}

func TestClassesOfAZoneAreWords(t *testing.T) {
	got := Text(ZhTW, "plan.classes", Args{"classes": "smart_box\nprojector\nlathe"})
	if want := "只給這些設備使用：智慧盒、無線投影、lathe"; got != want {
		t.Errorf("plan.classes reads %q, want %q", got, want)
	}
}
