package lists

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"path"
	"strings"
)

// isWorkbook says whether bytes are a ZIP archive, as every XLSX file is.
func isWorkbook(raw []byte) bool {
	return bytes.HasPrefix(raw, []byte("PK\x03\x04")) || bytes.HasPrefix(raw, []byte("PK\x05\x06"))
}

// isOldWorkbook recognises the container of XLS files, and of XLSX files that
// have a password (MS-CFB, 2.2).
func isOldWorkbook(raw []byte) bool {
	return bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
}

// smallPart is more than the parts have that say what a workbook is made of; styles
// are the largest of them.
const smallPart = 8 << 20

// checkArchive looks at a ZIP archive before anything is built of it, and says why
// it is not to be read: first at its directory, which is binding, for archive/zip
// ends the reading of a part that is longer than it says; then at the parts.
func checkArchive(raw []byte, limits Limits) (scan, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return scan{}, err
	}
	if len(z.File) > limits.Entries {
		return scan{}, &tooBig{decimal(limits.Entries) + " files"}
	}
	size, book, packed := uint64(0), false, error(nil)
	for _, f := range z.File {
		name := partName(f)
		size += f.UncompressedSize64
		if max(size, f.UncompressedSize64) > uint64(limits.Unpacked) {
			return scan{}, &tooBig{decimal(int(limits.Unpacked>>20)) + " MB"}
		}
		if isBookPart(name) && f.UncompressedSize64 > smallPart {
			return scan{}, &tooBig{name + ", 8 MB"}
		}
		if err := foreignPart(name); err != nil {
			return scan{}, err
		}
		if isFile(name) && packed == nil {
			packed = &foreign{CodePacked, path.Base(f.Name)}
		}
		book = book || name == "xl/workbook.xml"
	}
	if !book {
		return scan{}, cmp.Or(packed, errNoBook)
	}
	return scanParts(z, limits)
}

var errNoBook = errors.New("no workbook")

// partName is the name of a part as a workbook's own names are written.
func partName(f *zip.File) string { return strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/")) }

// isBookPart says whether a part tells what the workbook is made of: it is built
// as a whole.
func isBookPart(name string) bool {
	return isXML(name) && !strings.HasPrefix(name, "xl/worksheets/") && name != "xl/sharedstrings.xml"
}

func isXML(name string) bool { return path.Ext(name) == ".xml" || path.Ext(name) == ".rels" }

// isFile says whether a part is a file that people pack.
func isFile(name string) bool {
	switch path.Ext(name) {
	case ".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt", ".zip", ".rar", ".7z":
		return true
	}
	return false
}

// scanParts counts what stands in the sheets and in the strings that they share.
func scanParts(z *zip.Reader, limits Limits) (scan, error) {
	s, sheets := scan{limits: limits}, uint64(0)
	for _, f := range z.File {
		name := partName(f)
		if !isXML(name) {
			continue
		}
		if strings.HasPrefix(name, "xl/worksheets/") {
			sheets = max(sheets, f.UncompressedSize64)
		}
		r, err := f.Open()
		if err != nil {
			return scan{}, err
		}
		if err := errors.Join(s.part(r), r.Close()); err != nil {
			return scan{}, fmt.Errorf("part %s: %w", f.Name, err)
		}
	}
	if s.merges > 0 && sheets > mergedBytes {
		return scan{}, errMerged
	}
	return s, nil
}

// A foreign archive is no workbook, or one that is not read.
type foreign struct{ code, part string }

func (f *foreign) Error() string { return f.code + ": " + f.part }

// foreignPart says what an archive is that has a part of this name, if that tells:
// a workbook with macros, or one of another program. A name that leads out of the
// archive is no workbook's.
func foreignPart(name string) error {
	switch {
	case strings.HasPrefix(name, "/") || strings.Contains("/"+name+"/", "/../") || strings.Contains(name, ":"):
		return errNoBook
	case strings.HasSuffix(name, "vbaproject.bin"):
		return &foreign{CodeMacros, path.Base(name)}
	case name == "xl/workbook.bin": // XLSB
		return &foreign{CodeOtherBook, path.Base(name)}
	case name == "content.xml", strings.HasSuffix(name, ".iwa"): // ODS, Numbers
		return &foreign{CodeOtherBook, path.Base(name)}
	}
	return nil
}
