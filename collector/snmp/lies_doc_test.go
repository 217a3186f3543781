package snmp_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rollcall/collector/snmp/snmpsim"
)

// words is the verdict in a line, for the document.
func (v verdict) words() string {
	var parts []string
	for _, table := range factTables() {
		if reason := v.tables[table]; reason != "" {
			parts = append(parts, fmt.Sprintf("%s: %s", table, reason))
		}
	}
	switch {
	case v.all != "":
		parts = []string{"all: " + string(v.all)}
	case len(parts) == 0:
		parts = []string{"complete"}
	}
	return strings.Join(parts, ", ")
}

// liesHead stands above the table of lies.
const liesHead = `# 說謊的交換器 Lying agents

這張表由測試產生（` + "`go test ./collector/snmp -run TestLiesAreDocumented -update`" + `）：每一列是模擬器會說的一種謊（` + "`snmpsim.Lies()`" + `，錄影的 ` + "`quirks.json`" + ` 也能用名稱指定），以及讀取後這台交換器的頁面怎麼說。
「讀取結果」是各資料表缺少的原因，「回應異常」是另外列出的異常。不論哪一種，說謊者的話不會變成紀錄，其他交換器照常準時讀取。

A test writes this table: each row is a lie that the simulator can tell, by its name in ` + "`snmpsim.Lies()`" + ` and in the ` + "`quirks.json`" + ` of a recording, and what the page of the switch says of it then.
"Tables" are the reasons for which tables are missing; "oddity" is what is named beside them. Whichever it is, nothing false is recorded, and other switches are read on time.
Checked by TestEveryLieIsNamed and TestAnswersFromElsewhereAreNamed (collector/snmp: reading), and TestLiarsHarmNobodyElse (cmd/rollcall: the daemon, its ledgers and the other switches).

| 名稱 name | 它做什麼 what the agent does | 讀取結果 tables | 回應異常 oddity |
|---|---|---|---|
`

// TestLiesAreDocumented holds docs/lies.md against the lies and their verdicts.
func TestLiesAreDocumented(t *testing.T) {
	want, zh := verdicts(), liesInChinese()
	text := liesHead
	names := map[string]bool{}
	for _, l := range snmpsim.Lies() {
		v, known := want[l.Name]
		if !known || names[l.Name] || l.Words == "" || zh[l.Name] == "" {
			t.Errorf("lie %s: verdict known %v, told twice %v, in words %q", l.Name, known, names[l.Name], l.Words)
		}
		names[l.Name] = true
		text += fmt.Sprintf("| `%s` | %s<br>%s | %s | %s |\n", l.Name, zh[l.Name], l.Words, v.words(), v.odd)
	}
	if len(names) < 40 || len(names) != len(want) {
		t.Errorf("%d lies, %d verdicts on %v", len(names), len(want), slices.Sorted(maps.Keys(want)))
	}
	file := filepath.Join("..", "..", "docs", "lies.md")
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(file); err != nil || string(have) != text {
		t.Errorf("docs/lies.md is not what the lies are (%v): run this test with -update", err)
	}
}
