package web

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"runtime/metrics"
	"strings"
	"testing"
	"time"
)

// BenchmarkRefusedUploads sends hostile files through the page of a list, opens the
// preview that says why nothing can be taken in, and reports how long both took and
// by how much the heap grew meanwhile: at most 2 s and 128 MB, on a machine to
// itself. A good list of 20,000 rows goes the same way, for the ratio.
func BenchmarkRefusedUploads(b *testing.B) {
	row := "00:00:5e:00:53:01,平板\n"
	for _, file := range []struct {
		name string
		body []byte
	}{
		{"good.csv", []byte("mac,name\n" + strings.Repeat(row, 20_000))},
		{"rows.csv", []byte("mac,name\n" + strings.Repeat(row, 9<<20/len(row)))},
		{"line.csv", []byte("mac,name\n00:00:5e:00:53:01," + strings.Repeat("長", 9<<20/3) + "\n")},
		{"quote.csv", []byte("mac,name\n\"" + strings.Repeat(row, 9<<20/len(row)))},
		{"large.csv", []byte("mac,name\n" + strings.Repeat(row, 11<<20/len(row)))},
		{"bomb.xlsx", bookFull(b, map[string]int{"xl/media/a.png": 60 << 20, "xl/media/b.png": 60 << 20})},
		{"deep.xlsx", bookFull(b, map[string]int{"xl/worksheets/sheet1.xml": 90 << 20})},
	} {
		b.Run(file.name, func(b *testing.B) {
			v := newBench(b).school1().coordinator("179901")
			var worst uint64
			for b.Loop() {
				worst = max(worst, growth(func() {
					got := v.upload("devices", file.name, file.body)
					if got.Code == http.StatusSeeOther {
						got = v.open(got.Header().Get("Location"))
					}
					if got.Code >= http.StatusInternalServerError {
						b.Fatalf("%d %s", got.Code, got.Body)
					}
				}))
			}
			b.ReportMetric(float64(worst>>20), "heap-MB")
			if worst > 128<<20 {
				b.Errorf("the heap grew by %d MB, want at most 128", worst>>20)
			}
		})
	}
}

// bookFull is a workbook with some parts of so many spaces, which pack well.
func bookFull(b *testing.B, blanks map[string]int) []byte {
	b.Helper()
	const relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	const kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	parts := map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels":                relations + `<Relationship Id="r1" Type="` + kind + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/_rels/workbook.xml.rels": relations + `<Relationship Id="r1" Type="` + kind + `worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + strings.TrimSuffix(kind, "/") +
			`"><sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/worksheets/sheet1.xml": `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>`,
	}
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	write := func(name string, body io.Reader) {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.Copy(w, body)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	for name, text := range parts {
		if blanks[name] == 0 {
			write(name, strings.NewReader(text))
		}
	}
	for name, size := range blanks {
		write(name, strings.NewReader(parts[name]+strings.Repeat(" ", size)))
	}
	if err := z.Close(); err != nil {
		b.Fatal(err)
	}
	return packed.Bytes()
}

// growth is by how much the heap grew at the most while something was done.
func growth(do func()) uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	before, most, stop, done := sample[0].Value.Uint64(), uint64(0), make(chan bool), make(chan bool)
	go func() {
		defer close(done)
		for tick := time.NewTicker(2 * time.Millisecond); ; {
			metrics.Read(sample)
			most = max(most, sample[0].Value.Uint64())
			select {
			case <-tick.C:
			case <-stop:
				tick.Stop()
				return
			}
		}
	}()
	do()
	close(stop)
	<-done
	return most - min(before, most)
}
