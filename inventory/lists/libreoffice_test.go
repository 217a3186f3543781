package lists

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/inventory"
)

// An office is LibreOffice with a profile of its own.
type office struct {
	*testing.T
	profile string
}

// convert writes files in another format and returns the directory where they are.
func (o office) convert(how []string, files ...string) string {
	o.Helper()
	out := o.TempDir()
	args := slices.Concat([]string{"-env:UserInstallation=file://" + o.profile, "--headless"}, how, []string{"--outdir", out}, files)
	cmd := exec.CommandContext(o.Context(), "soffice", args...)
	cmd.Env = append(os.Environ(), "HOME="+o.profile)
	if text, err := cmd.CombinedOutput(); err != nil {
		o.Fatalf("soffice %s: %v\n%s", how, err, text)
	}
	return out
}

// TestFilesOfLibreOffice runs one after the other what needs it: it starts slowly.
func TestFilesOfLibreOffice(t *testing.T) {
	t.Parallel()
	profile := t.TempDir()
	for _, tt := range []struct {
		name string
		run  func(office)
	}{
		{"a workbook", workbookOfLibreOffice}, {"text in Big5", textOfLibreOffice},
		{"ODS", odsOfLibreOffice}, {"an export of ours", exportSavedByLibreOffice},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.run(office{t, profile}) })
	}
}

// written is the one file of a pattern that LibreOffice wrote.
func written(t testing.TB, dir, pattern string) []byte {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %v %v, want one file", pattern, found, err)
	}
	text, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	return text
}

const oddBook = "testdata/merged-dates-hidden-sheet.fods"

// oddEntries are the rows of the sheet 總表 of that book: a cell with two MACs, a room
// merged over two rows, a date of the spreadsheet, one in the calendar of the
// Republic, and a name that is a formula.
func oddEntries(t testing.TB, listed inventory.Date) []inventory.ListEntry {
	first := inventory.ListEntry{School: school, MAC: mac(t, "00:00:5e:00:53:01"), Name: "平板１號", Room: "三年二班", ListedAt: string(listed), Until: "2027-01-31", Row: 4}
	second := first
	second.MAC = mac(t, "00:00:5e:00:53:02")
	return []inventory.ListEntry{first, second,
		{School: school, MAC: mac(t, "00:00:5e:00:53:03"), Name: "平板１號乙", Room: "三年二班", ListedAt: "2026-09-01", Row: 5}}
}

func workbookOfLibreOffice(t office) {
	book := written(t, t.convert([]string{"--convert-to", "xlsx"}, oddBook), "*.xlsx")
	s, _ := Open(KindDevices, book, Options{})
	rows, rep := Read(s, nil, Options{})
	if diff := cmp.Diff(oddEntries(t, "2026-11-21"), rows.Entries); diff != "" {
		t.Errorf("(-want +got):\n%s\n%s", diff, said(rep))
	}
	want := "note hidden sheets are not read: 舊資料\nnote only sheet 總表 is read, not 說明"
	if said(rep) != want {
		t.Errorf("said\n%s\nwant\n%s", said(rep), want)
	}
	if _, rep := ReadFile(KindDevices, strings.NewReader(string(book)), Options{Sheet: "說明"}); len(rep.Refused) != 1 || rep.Refused[0].Code != CodeNoColumn {
		t.Errorf("another sheet: %s", said(rep))
	}
	if _, rep := ReadFile(KindDevices, strings.NewReader(string(book)), Options{Sheet: "五年級"}); len(rep.Refused) != 1 || rep.Refused[0].Code != CodeNoSheet {
		t.Errorf("no such sheet: %s", said(rep))
	}
}

// textOfLibreOffice reads what is saved as CSV in Big5. Merged cells are blank
// below the first there.
func textOfLibreOffice(t office) {
	const big5 = "csv:Text - txt - csv (StarCalc):44,34,63,1,,0,false,true,false,false,false,3"
	text := written(t, t.convert([]string{"--convert-to", big5}, oddBook), "*.csv")
	got, rep := Master(strings.NewReader(string(text)), "")
	want := oddEntries(t, "2026-11-21")
	want[2].Room = ""
	if diff := cmp.Diff(want, got); diff != "" || rep.Encoding != "Big5" {
		t.Errorf("read as %s (-want +got):\n%s\n%s", rep.Encoding, diff, said(rep))
	}
}

func odsOfLibreOffice(t office) {
	file := written(t, t.convert([]string{"--convert-to", "ods"}, oddBook), "*.ods")
	if _, rep := Master(strings.NewReader(string(file)), ""); len(rep.Refused) != 1 || rep.Refused[0].Code != CodeOtherBook {
		t.Errorf("said %s, want %s", said(rep), CodeOtherBook)
	}
}

// exportSavedByLibreOffice opens a CSV export there and saves it as a workbook:
// the apostrophe before what looks like a formula is taken off again, and MACs that
// became numbers on the way are refused.
func exportSavedByLibreOffice(t office) {
	const text = "\ufeffMAC位址,裝置名稱,備註\r\n00:00:5e:00:53:01,'=cmd(),'-\r\n00:00:5e:00:53:02,\"two\nlines\",+886\r\n"
	const mangled = "MAC,name\n005056123456,a\n120000000000,b\n00005E005302,c\n"
	dir := t.TempDir()
	for name, text := range map[string]string{"export.csv": text, "mangled.csv": mangled} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := t.convert([]string{"--infilter=CSV:44,34,76,1", "--convert-to", "xlsx"}, filepath.Join(dir, "export.csv"), filepath.Join(dir, "mangled.csv"))
	got, rep := Master(strings.NewReader(string(written(t, out, "export.xlsx"))), school)
	want := []inventory.ListEntry{
		{School: school, MAC: mac(t, "00:00:5e:00:53:01"), Name: "=cmd()", Note: "-", Row: 2},
		{School: school, MAC: mac(t, "00:00:5e:00:53:02"), Name: "two\nlines", Note: "886", Row: 3},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s\n%s", diff, said(rep))
	}
	_, rep = Master(strings.NewReader(string(written(t, out, "mangled.xlsx"))), school)
	for i, e := range rep.Refused {
		if e.Code != CodeMACNumber || e.Row != i+2 {
			t.Errorf("%+v, want %s of row %d", e, CodeMACNumber, i+2)
		}
	}
	if len(rep.Refused) != 3 {
		t.Errorf("said\n%s\nwant three rows refused", said(rep))
	}
}
