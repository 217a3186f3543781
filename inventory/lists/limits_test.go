package lists

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// A part is one file of a ZIP archive that a test packs.
type part struct {
	name string
	head string
	body func(io.Writer) // what comes after head
}

// the parts without which a workbook is none.
func bookParts() []part {
	return []part{
		{name: "[Content_Types].xml", head: `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`},
		{name: "_rels/.rels", head: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{name: "xl/workbook.xml", head: `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
			`<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`},
		{name: "xl/_rels/workbook.xml.rels", head: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
	}
}

// pack makes a ZIP archive.
func pack(t testing.TB, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for _, p := range parts {
		w, err := z.Create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, p.head); err != nil {
			t.Fatal(err)
		}
		if p.body != nil {
			p.body(w)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const sheetStart = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>MAC</t></is></c></row>`

// bookOf packs a workbook whose sheet has further rows.
func bookOf(t testing.TB, body func(io.Writer)) []byte {
	return pack(t, append(bookParts(), part{"xl/worksheets/sheet1.xml", sheetStart, func(w io.Writer) {
		body(w)
		fmt.Fprint(w, `</sheetData></worksheet>`)
	}})...)
}

// zeros writes n megabytes of nothing.
func zeros(n int) func(io.Writer) {
	return func(w io.Writer) {
		for block := make([]byte, 1<<20); n > 0; n-- {
			w.Write(block)
		}
	}
}

// repeated writes a format with the numbers from 2 on.
func repeated(n int, format string) func(io.Writer) {
	return func(w io.Writer) {
		for i := range n {
			fmt.Fprintf(w, format, i+2)
		}
	}
}

// A hostile file is one that shall be refused soon and cheaply.
type hostile struct {
	name, code string
	file       func(testing.TB) []byte
}

func hostileFiles() []hostile {
	text := func(s string) func(testing.TB) []byte { return func(testing.TB) []byte { return []byte(s) } }
	with := func(extra ...part) func(testing.TB) []byte {
		return func(t testing.TB) []byte { return pack(t, append(bookParts(), extra...)...) }
	}
	sheet := func(body func(io.Writer)) func(testing.TB) []byte {
		return func(t testing.TB) []byte { return bookOf(t, body) }
	}
	macs := strings.Repeat("00:00:5e:00:53:01,pc\n", 500_000)
	return []hostile{
		{"a kilobyte that unpacks to 110 MB", CodeTooBig, with(part{name: "xl/worksheets/sheet1.xml", body: zeros(110)})},
		{"parts that are too much together", CodeTooBig, with(part{name: "xl/media/a.png", body: zeros(60)}, part{name: "xl/media/b.png", body: zeros(60)})},
		{"archives in an archive", CodePacked, func(t testing.TB) []byte {
			inner := string(pack(t, part{name: "0.dll", body: zeros(20)}))
			return pack(t, part{name: "a.zip", head: inner}, part{name: "b.zip", head: inner})
		}},
		{"too many entries", CodeTooBig, func(t testing.TB) []byte {
			parts := bookParts()
			for i := range 1001 {
				parts = append(parts, part{name: fmt.Sprintf("xl/media/%d.png", i)})
			}
			return pack(t, parts...)
		}},
		{"a million rows", CodeTooManyRows, sheet(repeated(1_000_000, `<row r="%[1]d"><c r="A%[1]d"><v>1</v></c></row>`))},
		{"rows with a prefix", CodeTooManyRows, sheet(repeated(201_000, `<x:row r="%[1]d"><x:c r="A%[1]d"><x:v>1</x:v></x:c></x:row>`))},
		{"16,384 columns", CodeTooManyColumns, sheet(repeated(1000, `<row r="%[1]d"><c r="XFD%[1]d"><v>1</v></c></row>`))},
		{"columns without references", CodeTooManyColumns, sheet(func(w io.Writer) {
			fmt.Fprint(w, `<row>`, strings.Repeat(`<c><v>1</v></c>`, 16384), `</row>`)
		})},
		{"a million strings and one", CodeTooBig, with(part{name: "xl/sharedStrings.xml", head: `<sst>`, body: func(w io.Writer) {
			fmt.Fprint(w, strings.Repeat(`<si><t>a</t></si>`, 1_000_001))
		}})},
		{"two million cells and one", CodeTooBig, sheet(func(w io.Writer) {
			fmt.Fprint(w, strings.Repeat(`<row>`+strings.Repeat(`<c><v>1</v></c>`, 60)+`</row>`, 33_334))
		})},
		{"a text that ten thousand cells share", CodeTooBig, func(t testing.TB) []byte {
			strings := part{name: "xl/sharedStrings.xml", head: `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>` + strings.Repeat("x", 30_000) + `</t></r><r><t>y</t></r></si></sst>`}
			rows := part{"xl/worksheets/sheet1.xml", sheetStart, func(w io.Writer) {
				repeated(10_000, `<row r="%[1]d"><c r="A%[1]d" t="s"><v>0</v></c></row>`)(w)
				fmt.Fprint(w, `</sheetData></worksheet>`)
			}}
			return pack(t, append(bookParts(), strings, rows)...)
		}},
		{"a hundred thousand merged areas", CodeMerged, sheet(func(w io.Writer) {
			fmt.Fprint(w, `</sheetData><mergeCells>`, strings.Repeat(`<mergeCell ref="A1:BL200000"/>`, 100_000), `</mergeCells><sheetData>`)
		})},
		{"90 MB of blanks", CodeTooBig, with(part{name: "xl/worksheets/sheet1.xml", head: sheetStart, body: func(w io.Writer) {
			fmt.Fprint(w, strings.Repeat(" ", 90<<20), `</sheetData></worksheet>`)
		}})},
		{"an attribute of 90 MB", CodeTooBig, with(part{name: "xl/worksheets/sheet1.xml", head: sheetStart, body: func(w io.Writer) {
			fmt.Fprint(w, `<row x="`, strings.Repeat("x", 90<<20), `"/></sheetData></worksheet>`)
		}})},
		{"texts of 80 MB", CodeTooBig, sheet(func(w io.Writer) {
			fmt.Fprint(w, strings.Repeat(`<row><c t="inlineStr"><is><t>`+strings.Repeat("x", 200<<10)+`</t></is></c></row>`, 400))
		})},
		{"a huge style sheet", CodeTooBig, with(part{name: "xl/styles.xml", body: zeros(50)})},
		{"entities", CodeWorkbook, with(part{name: "xl/worksheets/sheet1.xml", head: `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>`})},
		{"a name that leads out of the archive", CodeWorkbook, with(part{name: "../../etc/cron.d/x", head: "x"})},
		{"an absolute name", CodeWorkbook, with(part{name: "/etc/passwd", head: "x"})},
		{"macros", CodeMacros, with(part{name: "xl/vbaProject.bin", head: "x"})},
		{"XLSB", CodeOtherBook, with(part{name: "xl/workbook.bin", head: "x"})},
		{"ODS", CodeOtherBook, func(t testing.TB) []byte {
			return pack(t, part{name: "mimetype", head: "application/vnd.oasis.opendocument.spreadsheet"}, part{name: "content.xml", head: "<x/>"})
		}},
		{"a CSV file, packed", CodePacked, func(t testing.TB) []byte { return pack(t, part{name: "list.csv", head: "mac\n"}) }},
		{"a document of a word processor", CodeWorkbook, func(t testing.TB) []byte { return pack(t, part{name: "word/document.xml", head: "<w/>"}) }},
		{"a workbook that is cut off", CodeWorkbook, func(t testing.TB) []byte { b := bookOf(t, zeros(0)); return b[:len(b)-30] }},
		{"11 MB", CodeTooBig, text("mac\n" + strings.Repeat("00:00:5e:00:53:01\n", 11<<20/18))},
		{"a line of 10 MB", CodeLongLine, text("mac,name\n00:00:5e:00:53:01," + strings.Repeat("長", 9<<20/3) + "\n")},
		{"nine million separators", CodeLongLine, text("mac" + strings.Repeat(",", 9<<20))},
		{"65 columns", CodeTooManyColumns, text("mac" + strings.Repeat(",x", 64) + "\n")},
		{"half a million rows of text", CodeTooManyRows, text("mac,name\n" + macs[:10<<20-100])},
		{"a quotation mark that never ends", CodeQuotes, text("mac,name\n00:00:5e:00:53:01,\"平板\n00:00:5e:00:53:02,b\n")},
		{"a quotation mark that never ends in 9 MB", CodeQuotes, text("mac,name\n\"" + macs[:9<<20])},
		{"a quotation mark that ends too early", CodeQuotes, text("mac,name\n00:00:5e:00:53:01,\"a\"b,c\"\n")},
		{"a NUL", CodeBinary, text("mac,name\n00:00:5e:00:53:01,a\x00b\n")},
		{"a picture", CodeBinary, text("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")},
		{"a PDF", CodeBinary, text("%PDF-1.7\n1 0 obj\n")},
		{"a web page that is called .xls", CodeWebPage, text("<html><table><tr><td>MAC</td></tr></table></html>")},
		{"XML of Excel 2003", CodeWebPage, text("\ufeff<?xml version=\"1.0\"?><Workbook/>")},
		{"an old workbook", CodeOldBook, text("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00")},
	}
}

// TestHostileFilesAreRefusedCheaply holds that what no school's list is gets refused
// for what it is, with less than 128 MB ever asked for.
func TestHostileFilesAreRefusedCheaply(t *testing.T) {
	for _, h := range hostileFiles() {
		t.Run(h.name, func(t *testing.T) {
			file := h.file(t)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			s, rep := Open(KindDevices, file, Options{School: school})
			rows, rep2 := Read(s, nil, Options{School: school})
			runtime.ReadMemStats(&after)
			if len(rep.Refused) == 0 || rep.Refused[0].Code != h.code || len(rows.Entries) > 0 || len(rep2.Refused) == 0 {
				t.Errorf("%d bytes: %d rows, said\n%s\nwant %s", len(file), len(rows.Entries), said(rep), h.code)
			}
			if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 128 {
				t.Errorf("refusing %d bytes took %d MB, want at most 128", len(file), took)
			}
			for _, e := range rep.Refused {
				if e.Text("zh-TW") == e.Text("en") || strings.Contains(e.Text("en"), "%") {
					t.Errorf("%s says %q and %q", e.Code, e.Text("zh-TW"), e.Text("en"))
				}
			}
		})
	}
}

// BenchmarkRefuse measures how long each hostile file takes to refuse, and says it
// as a share of the time that a good list of 20,000 rows takes to read in the same
// run: the machine falls out.
func BenchmarkRefuse(b *testing.B) {
	whole := goodList(b)
	for _, h := range hostileFiles() {
		b.Run(strings.ReplaceAll(h.name, " ", "_"), func(b *testing.B) {
			file := h.file(b)
			b.ReportAllocs()
			for b.Loop() {
				Open(KindDevices, file, Options{School: school})
			}
			share := float64(b.Elapsed()) / float64(b.N) / float64(whole)
			b.ReportMetric(share, "of-a-good-list")
			if share > mostOfGood {
				b.Errorf("refusing %s takes %.1f times as long as reading a good list, want at most %d", h.name, share, mostOfGood)
			}
		})
	}
}

// mostOfGood is how many times as long as a good list a hostile file may take: of a
// tenth of a second, on a machine to itself.
const mostOfGood = 10

// goodList is the median time of reading a good list of 20,000 rows.
func goodList(b *testing.B) time.Duration {
	good := []byte("mac,name,room\n" + strings.Repeat("00:00:5e:00:53:01,平板,三年二班\n", 20_000))
	var took []time.Duration
	for range 5 {
		start := time.Now()
		if _, rep := Master(bytes.NewReader(good), school); rep.Rows != 20_000 {
			b.Fatalf("%d rows", rep.Rows)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	return took[len(took)/2]
}

// BenchmarkRead measures how long good lists of a city take: 60,000 rows.
func BenchmarkRead(b *testing.B) {
	for name, file := range map[string][]byte{
		"text":     []byte("mac,name,room\n" + strings.Repeat("00:00:5e:00:53:01,平板,三年二班\n", 60_000)),
		"workbook": bookOf(b, repeated(60_000, `<row r="%[1]d"><c r="A%[1]d" t="inlineStr"><is><t>00:00:5e:00:53:01</t></is></c><c r="B%[1]d"><v>%[1]d</v></c></row>`)),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, rep := ReadFile(KindDevices, bytes.NewReader(file), Options{School: school}); rep.Rows != 60_000 {
					b.Fatalf("%d rows", rep.Rows)
				}
			}
		})
	}
}
