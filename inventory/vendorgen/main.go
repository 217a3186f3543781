// Vendorgen writes the table of MAC prefixes that package inventory embeds, from
// the registration authority's CSV files (MA-L, MA-M, MA-S and the older IAB):
//
//	vendorgen -o vendors.gz oui.csv mam.csv oui36.csv iab.csv
//
// The table is gzipped text, one prefix a line, sorted: the prefix in hex, a
// blank, and the organisation's name without its legal form.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
)

func main() {
	out := flag.String("o", "vendors.gz", "the file to write")
	flag.Parse()
	if err := run(*out, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "vendorgen:", err)
		os.Exit(1)
	}
}

func run(out string, files []string) error {
	var lines []string
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			return err
		}
		more, err := table(f)
		f.Close()
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		lines = append(lines, more...)
	}
	slices.Sort(lines)
	packed, err := pack(slices.Compact(lines))
	if err != nil {
		return err
	}
	return os.WriteFile(out, packed, 0o644)
}

// table reads one registry: Registry, Assignment, Organization Name, Address.
func table(r io.Reader) ([]string, error) {
	rows := csv.NewReader(r)
	rows.FieldsPerRecord = 4
	var lines []string
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return nil, err
		}
		prefix, name := strings.ToLower(row[1]), short(row[2])
		if row[0] != "Registry" && name != "" {
			lines = append(lines, prefix+" "+name)
		}
	}
}

var legalForm = regexp.MustCompile(`(?i)[\s,.(（]+(incorporated|inc|corporation|corp|company|co|limited|ltd|ltda|llc|l\.l\.c|gmbh|ag|kg|gmbh & co|plc|pte|pty|pvt|b\.?v|n\.?v|s\.?a|s\.?a\.?s|s\.?p\.?a|s\.?r\.?l|s\.?r\.?o|a/s|aps|ab|oy|oyj|as|k\.k|d\.o\.o|sdn bhd|sp\.? z o\.?o)[\s.,)）]*$`)

// short cuts the legal form off a name. Blocks that the authority splits up
// itself, and owners who want to stay private, have no name.
func short(name string) string {
	name = strings.Join(strings.Fields(name), " ")
	if strings.EqualFold(name, "IEEE Registration Authority") || strings.EqualFold(name, "Private") {
		return ""
	}
	for {
		cut := strings.TrimRight(legalForm.ReplaceAllString(name, ""), " ,&.")
		if cut == name || cut == "" {
			return name
		}
		name = cut
	}
}

func pack(lines []string) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	for _, line := range lines {
		if _, err := io.WriteString(z, line+"\n"); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
