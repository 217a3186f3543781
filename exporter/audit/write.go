package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// A Format is how a record is written.
type Format string

// The formats. Those for other programs are for some records only: [Table.Formats].
const (
	CSV        Format = "csv"        // for spreadsheets: byte order mark, formulas made harmless
	Plain      Format = "plain"      // CSV for programs: no mark, every byte as it is
	XLSX       Format = "xlsx"       // for spreadsheets: every text a cell of the format Text
	HTML       Format = "html"       // for paper: one page with what the record says of itself
	JSON       Format = "json"       // {"header":{…},"rows":[…]}
	NetBox     Format = "netbox"     // CSV as NetBox imports it in bulk
	FreeRADIUS Format = "freeradius" // a file of FreeRADIUS's module "files"
)

// Formats lists the formats of every record.
func Formats() []Format { return []Format{CSV, Plain, XLSX, HTML, JSON} }

// files are the endings and media types of the formats of every record.
var files = map[Format]shape{
	CSV: {ending: "csv", media: "text/csv; charset=utf-8"}, Plain: {ending: "csv", media: "text/csv; charset=utf-8"},
	XLSX: {ending: "xlsx", media: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	HTML: {ending: "html", media: "text/html; charset=utf-8"}, JSON: {ending: "json", media: "application/json"},
}

// File returns how a file of the record in a format ends, and its media type.
func (t Table) File(f Format) (ending, media string) {
	s, ok := t.form().others[f]
	if !ok {
		s = files[f]
	}
	return s.ending, s.media
}

// Write writes the record.
func (d *Document) Write(w io.Writer, f Format) error {
	switch f {
	case CSV:
		return d.writeCSV(w, true)
	case Plain:
		return d.writeCSV(w, false)
	case XLSX:
		return d.writeXLSX(w)
	case HTML:
		return d.writeHTML(w)
	case JSON:
		return d.writeJSON(w)
	}
	if s, ok := d.form.others[f]; ok {
		return s.write(w, d.schools)
	}
	return fmt.Errorf("write %s: format %q is not known", d.Header.Table, f)
}

const byteOrderMark = "\ufeff" // Excel in zh-TW takes a file without it for Big5

func (d *Document) writeCSV(w io.Writer, excel bool) error {
	if excel {
		if _, err := io.WriteString(w, byteOrderMark); err != nil {
			return err
		}
	}
	out := csv.NewWriter(w)
	out.UseCRLF = excel
	line := make([]string, len(d.Columns))
	for i, c := range d.Columns {
		line[i] = c.Title
	}
	if err := out.Write(line); err != nil {
		return err
	}
	for _, row := range d.Rows {
		for i, v := range row {
			line[i] = d.text(v)
			if excel {
				line[i] = harmless(line[i])
			}
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// harmless keeps a spreadsheet from taking a cell for a formula (CWE-1236): what
// a device calls itself must not run on an auditor's machine. A cell that looks as
// if that had been done gets another apostrophe, so that taking one off is exact.
func harmless(cell string) string {
	if bare := strings.TrimLeft(cell, "'"); bare != "" && strings.IndexByte("=+-@\t\r\x00", bare[0]) >= 0 {
		return "'" + cell
	}
	return cell
}

// text writes a value for a CSV cell.
func (d *Document) text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case bool:
		if v {
			return "是"
		}
		return "否"
	case time.Time:
		return d.time(v)
	case Word:
		return v.Text
	case []string:
		return strings.Join(v, ", ")
	case []int:
		parts := make([]string, len(v))
		for i, n := range v {
			parts[i] = strconv.Itoa(n)
		}
		return strings.Join(parts, ",")
	}
	panic(fmt.Sprintf("audit: no way to write a %T", v))
}

func (d *Document) time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(d.location).Format(time.RFC3339)
}

// value is v as JSON has it.
func (d *Document) value(v any) any {
	switch v := v.(type) {
	case time.Time:
		if v.IsZero() {
			return nil
		}
		return d.time(v)
	case Word:
		return v.Code
	case []string:
		if v == nil {
			return []string{}
		}
	case []int:
		if v == nil {
			return []int{}
		}
	}
	return v
}

// rowsJSON is the array of rows, without spaces: what the hash is over. It is
// what `jq -cj .rows` prints of the file.
func (d *Document) rowsJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('[')
	for i, row := range d.Rows {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := d.rowJSON(&b, row); err != nil {
			return nil, err
		}
	}
	b.WriteByte(']')
	return b.Bytes(), nil
}

func (d *Document) rowJSON(b *bytes.Buffer, row []any) error {
	for i, v := range row {
		separator := byte(',')
		if i == 0 {
			separator = '{'
		}
		b.WriteByte(separator)
		fmt.Fprintf(b, "%q:", d.Columns[i].Key)
		text, err := marshal(d.value(v))
		if err != nil {
			return fmt.Errorf("column %s: %w", d.Columns[i].Key, err)
		}
		b.Write(text)
	}
	b.WriteByte('}')
	return nil
}

// marshal is json.Marshal without the escapes for HTML.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// sign puts the hash of the rows into the header.
func (d *Document) sign() error {
	rows, err := d.rowsJSON()
	if err != nil {
		return fmt.Errorf("hash the rows of %s: %w", d.Header.Table, err)
	}
	sum := sha256.Sum256(rows)
	d.Header.SHA256 = hex.EncodeToString(sum[:])
	return nil
}

// headerJSON is the header as JSON shows it.
type headerJSON struct {
	Table          Table    `json:"table"`
	Title          string   `json:"title"`
	SchoolCode     string   `json:"school_code"`
	SchoolName     string   `json:"school_name"`
	GeneratedAt    string   `json:"generated_at"`
	GeneratedAtROC string   `json:"generated_at_roc"`
	Window         string   `json:"window"` // ISO 8601: a moment, or FROM/TO
	GeneratedBy    string   `json:"generated_by"`
	Version        string   `json:"version"`
	SHA256         string   `json:"sha256"`
	Rows           int      `json:"row_count"`
	NotCovered     []string `json:"not_covered"`
}

func (d *Document) writeJSON(w io.Writer) error {
	h := d.Header
	head, err := marshal(headerJSON{
		Table: h.Table, Title: d.form.title, SchoolCode: h.SchoolCode, SchoolName: h.SchoolName,
		GeneratedAt: d.time(h.GeneratedAt), GeneratedAtROC: ROC(h.GeneratedAt), Window: d.Window(),
		GeneratedBy: h.GeneratedBy, Version: h.Version, SHA256: h.SHA256, Rows: len(d.Rows),
		NotCovered: append([]string{}, h.NotCovered...),
	})
	if err != nil {
		return fmt.Errorf("header of %s: %w", h.Table, err)
	}
	rows, err := d.rowsJSON()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "{\"header\":%s,\"rows\":%s}\n", head, rows)
	return err
}

// Window returns the time that the record is about, as ISO 8601: a moment, or
// FROM/TO.
func (d *Document) Window() string {
	if d.Header.From.IsZero() || d.Header.From.Equal(d.Header.To) {
		return d.time(d.Header.To)
	}
	return d.time(d.Header.From) + "/" + d.time(d.Header.To)
}

// ROC writes a moment with the year of the Republic, as papers in Taiwan do:
// 民國115年11月21日 18:00:00.
func ROC(t time.Time) string {
	return fmt.Sprintf("民國%d年%d月%d日 %s", t.Year()-1911, int(t.Month()), t.Day(), t.Format("15:04:05"))
}
