package config

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// A spokenPair is a call of say, errorf or warnf with its two formats.
type spokenPair struct {
	at     string
	zh, en string
	args   int
}

// spokenPairs reads this package for every sentence that it can say.
func spokenPairs(t *testing.T) []spokenPair {
	t.Helper()
	var all []spokenPair
	set := token.NewFileSet()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || call.Ellipsis.IsValid() {
				return true
			}
			first, ok := map[string]int{"say": 0, "errorf": 1, "warnf": 1}[called(call)]
			if !ok || len(call.Args) < first+2 {
				return true
			}
			zh, en := literal(call.Args[first]), literal(call.Args[first+1])
			if zh != "" && en != "" {
				all = append(all, spokenPair{set.Position(call.Pos()).String(), zh, en, len(call.Args) - first - 2})
			} else if called(call) != "say" {
				t.Errorf("%s: a format is not written out", set.Position(call.Pos()))
			}
			return true
		})
	}
	return all
}

func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		return ""
	}
	s, _ := strconv.Unquote(lit.Value)
	return s
}

var verb = regexp.MustCompile(`%(\[(\d+)\])?([a-z])`)

// taken lists which argument a format writes how, in the order of the arguments;
// %q and 「%s」 are the same.
func taken(format string) []string {
	var out []string
	next := 1
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[2] != "" {
			next, _ = strconv.Atoi(m[2])
		}
		how := strings.NewReplacer("q", "text", "s", "text", "v", "text", "d", "number").Replace(m[3])
		out = append(out, strconv.Itoa(next)+" "+how)
		next++
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	pairs := spokenPairs(t)
	if len(pairs) < 90 {
		t.Fatalf("only %d sentences found; the search no longer fits", len(pairs))
	}
	for _, p := range pairs {
		zh, en := taken(p.zh), taken(p.en)
		if p.zh != "「%[1]s」%[2]s" && !slices.Equal(zh, en) {
			t.Errorf("%s: Chinese takes %v, English %v", p.at, zh, en)
		}
		if len(en) > p.args {
			t.Errorf("%s: %d arguments for %v", p.at, p.args, en)
		}
		if strings.IndexFunc(p.en, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0 {
			t.Errorf("%s has Chinese characters in English: %q", p.at, p.en)
		}
	}
}

// simplified are characters that Taiwan does not write, mainland words that Taiwan
// says otherwise.
const simplified = "网络数据设备认证开关无线录单启动类号报时间实检状态级闭门东车马风飞长张这说话语读写请让谁调谈该误试详访诉识评词译议计订讨记许论环处务质应进发变过还运远连选队阳阴险页项顺须顾预领频题颜额龙们个为么习书买产亲亿仅从仓仪价众优会传伤伟体"

var (
	mainland  = regexp.MustCompile("數據|網絡|服務器|質量|設置|界面|信息|默認|軟件|硬件|程序|用戶|視頻|鏈接|打印|賬|帳戶|登陸|交換機|端口|文件夾|字符|字節|反斜杠")
	halfWidth = regexp.MustCompile(`\p{Han}[,;:?!()]|[,;?!()]\p{Han}`)
)

func TestChineseIsTaiwans(t *testing.T) {
	texts := map[string]string{}
	for _, p := range spokenPairs(t) {
		texts[p.at] = p.zh
	}
	files, err := filepath.Glob("testdata/bad/*.want.zh")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d texts, %v", len(files), err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(text)
	}
	for at, zh := range texts {
		if i := strings.IndexAny(zh, simplified); i >= 0 {
			t.Errorf("%s has a simplified character: %q", at, zh[i:])
		}
		if word := mainland.FindString(zh); word != "" {
			t.Errorf("%s says %s: %q", at, word, zh)
		}
		if mark := halfWidth.FindString(zh); mark != "" {
			t.Errorf("%s has half-width punctuation, %s: %q", at, mark, zh)
		}
		if strings.Contains(zh, "%!") {
			t.Errorf("%s has an argument too many or too few: %q", at, zh)
		}
	}
}

// A value that a terminal would obey stays a value.
func TestASentenceHasNoControlCharacters(t *testing.T) {
	s := say("「%s」", "%q", "a\x1b[31m\nb")
	if want := (Sentence{Zh: "「a [31m b」", En: `"a\x1b[31m\nb"`}); s != want {
		t.Errorf("say = %q, want %q", s, want)
	}
	if nested := say("%s。", "%s.", s); nested.In("zh-TW") != s.Zh+"。" || nested.In("en") != s.En+"." || nested.Error() != nested.En {
		t.Errorf("a sentence in a sentence is %q", nested)
	}
}

func TestEveryMistakeOfAZoneHasItsChinese(t *testing.T) {
	for _, tt := range []struct{ zone, zh string }{
		{`expr: "10.X.10.1-239", prefix: "10.X.10.0/25"`, "prefix「10.X.10.0/25」沒有涵蓋 expr「10.X.10.1-239」"},
		{`expr: "10.X.10.1-239", gateway: "10.X.10.1-2"`, "gateway「10.X.10.1-2」不是單一位址"},
		{`expr: "10.X.10.0/24", gateway: "10.X.11.1"`, "gateway「10.X.11.1」不在網段的 prefix 之內"},
		{`expr: "10.X.10.1-239", prefix: "10.X.10.1"`, "prefix「10.X.10.1」要寫成位址加長度"},
		{`expr: "10.X.10.0/33"`, "「10.X.10.0/33」斜線後的長度不在 0 到 32 之間"},
		{`expr: "10.X.256.1"`, "「10.X.256.1」有一組數字不在 0 到 255 之間"},
	} {
		_, errs := Load(write(t, "rollcall.yaml", minimal+"ip_plan:\n  - {id: a, "+tt.zone+"}\n"))
		if got := errs.In("zh-TW"); !strings.Contains(got, "網段 a：") || !strings.Contains(got, tt.zh) {
			t.Errorf("{%s} is told as %q, want %q", tt.zone, got, tt.zh)
		}
	}
}
