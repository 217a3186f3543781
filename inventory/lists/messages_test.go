package lists

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
)

// TestEveryCodeHasASentence in both languages, which use the same values of the row.
func TestEveryCodeHasASentence(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "report.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	codes := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "Code") {
			return true
		}
		codes++
		code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		said := messages()[code]
		if said[0] == "" || said[1] == "" || said[0] == said[1] {
			t.Errorf("%s says %q and %q", spec.Names[0].Name, said[0], said[1])
		}
		for _, value := range []string{"%v", "%h", "%o"} {
			if strings.Contains(said[0], value) != strings.Contains(said[1], value) {
				t.Errorf("%s: only one of %q and %q says %s", code, said[0], said[1], value)
			}
		}
		return true
	})
	if codes != len(messages()) || codes < 50 {
		t.Errorf("%d codes, %d sentences", codes, len(messages()))
	}
}

func TestLongValuesAreToldShort(t *testing.T) {
	_, rep := Master(strings.NewReader("mac\n"+strings.Repeat("字", 900)+"\n"), school)
	if len(rep.Refused) != 1 || len([]rune(rep.Refused[0].Value)) != valueLimit+1 {
		t.Errorf("told %d characters of a cell", len([]rune(rep.Refused[0].Value)))
	}
}
