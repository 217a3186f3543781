package inventory

import (
	"bytes"
	_ "embed" // the tables of makers
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode"
)

//go:embed brands.csv
var brandFile []byte

// A Brand is a maker whose products are restricted, as somebody has published.
type Brand struct {
	Name   string // as people know it
	Vendor string // words in a row of the name under which it registered MAC prefixes, lower case
	Date   Date   // of the list
	Source string // where the list is published
}

// Brands is a list of restricted makers. A maker may have registered under several
// names.
type Brands []Brand

// ErrBrandColumns says that a list of brands lacks a column.
var ErrBrandColumns = errors.New("the first line must name the columns brand, vendor, date and source")

// ParseBrands reads a list of brands: CSV with the columns brand, vendor, date and
// source; lines that begin with # are remarks.
func ParseBrands(r io.Reader) (Brands, error) {
	rows, err := makerRows(r, "brand", "vendor", "date", "source")
	if err != nil {
		return nil, err
	}
	var brands Brands
	for _, row := range rows {
		b := Brand{Name: strings.TrimSpace(row[0]), Vendor: strings.TrimSpace(vendorWords(row[1])), Date: Date(strings.TrimSpace(row[2])), Source: strings.TrimSpace(row[3])}
		if b.Name == "" || b.Vendor == "" {
			return nil, fmt.Errorf("brand %q has the vendor %q: both must say something", row[0], row[1])
		}
		brands = append(brands, b)
	}
	return brands, nil
}

// makerRows reads a table of makers whose head is known.
func makerRows(r io.Reader, head ...string) ([][]string, error) {
	in := csv.NewReader(r)
	in.Comment, in.FieldsPerRecord = '#', len(head)
	rows, err := in.ReadAll()
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the list of makers: %w", err)
	case len(rows) == 0 || !slices.Equal(trimmed(rows[0]), head):
		return nil, ErrBrandColumns
	}
	return rows[1:], nil
}

func trimmed(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = strings.ToLower(strings.Trim(c, " \ufeff"))
	}
	return out
}

// DefaultBrands returns the list that comes with rollcall. Nobody may change it.
func DefaultBrands() Brands { return defaultBrands() }

var defaultBrands = sync.OnceValue(func() Brands {
	brands, err := ParseBrands(bytes.NewReader(brandFile))
	if err != nil {
		panic("inventory: brands.csv is damaged: " + err.Error()) // a bug of the build
	}
	return brands
})

// Of returns the restricted maker of a MAC. A nil list is the one that comes with
// rollcall.
func (b Brands) Of(mac MAC) (Brand, bool) {
	vendor := Vendor(mac)
	if vendor == "" {
		return Brand{}, false
	}
	if b == nil {
		b = DefaultBrands()
	}
	name := vendorWords(vendor)
	i := slices.IndexFunc(b, func(b Brand) bool { return strings.Contains(name, " "+b.Vendor+" ") })
	if i < 0 {
		return Brand{}, false
	}
	return b[i], true
}

// vendorWords is a name as words in lower case, a blank before and behind each.
func vendorWords(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return " " + strings.Join(words, " ") + " "
}
