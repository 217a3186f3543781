package lists

import (
	"archive/zip"
	"bytes"
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

// checkArchive looks at the directory of a ZIP archive before anything of it is
// unpacked, and says why it is not to be. What the directory says of sizes is
// binding: archive/zip ends the reading of a part that is longer.
func checkArchive(raw []byte, limits Limits) *RowError {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return &RowError{Code: CodeWorkbook}
	}
	if len(z.File) > limits.Entries {
		return &RowError{Code: CodeTooBig, Hint: decimal(limits.Entries) + " files"}
	}
	size, book := uint64(0), false
	for _, f := range z.File {
		name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		if strings.HasPrefix(name, "/") || strings.Contains("/"+name+"/", "/../") || strings.Contains(name, ":") {
			return &RowError{Code: CodeWorkbook}
		}
		if size += f.UncompressedSize64; size > uint64(limits.Unpacked) || f.UncompressedSize64 > uint64(limits.Unpacked) {
			return &RowError{Code: CodeTooBig, Hint: decimal(int(limits.Unpacked>>20)) + " MB"}
		}
		if code := foreignPart(name); code != "" {
			return &RowError{Code: code, Value: path.Base(f.Name)}
		}
		book = book || name == "xl/workbook.xml" || strings.HasPrefix(name, "xl/worksheets/")
	}
	if !book {
		return &RowError{Code: CodeWorkbook}
	}
	return nil
}

// foreignPart says what an archive is that has a part of this name, if that tells:
// a workbook with macros, one of another program, or a packed file.
func foreignPart(name string) string {
	switch {
	case strings.HasSuffix(name, "vbaproject.bin"):
		return CodeMacros
	case name == "xl/workbook.bin": // XLSB
		return CodeOtherBook
	case name == "content.xml", strings.HasPrefix(name, "index/") && strings.HasSuffix(name, ".iwa"): // ODS, Numbers
		return CodeOtherBook
	}
	switch path.Ext(name) {
	case ".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt", ".zip", ".rar", ".7z":
		return CodePacked
	}
	return ""
}
