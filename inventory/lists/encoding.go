package lists

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	utf "golang.org/x/text/encoding/unicode"
)

// Encodings lists the encodings of text that can be asked for.
func Encodings() []string { return []string{"UTF-8", "Big5", "UTF-16LE", "UTF-16BE", "GB18030"} }

// IsEncoding says whether text in an encoding of that name can be read.
func IsEncoding(name string) bool {
	_, known := encodingOf(name)
	return known != nil
}

// encodingOf finds an encoding by what people call it.
func encodingOf(name string) (string, encoding.Encoding) {
	switch headWord(name) {
	case "utf8", "utf8bom":
		return "UTF-8", utf.UTF8
	case "big5", "cp950", "ms950", "950", "big5hkscs":
		return "Big5", traditionalchinese.Big5
	case "utf16", "utf16le", "unicode":
		return "UTF-16LE", utf.UTF16(utf.LittleEndian, utf.UseBOM)
	case "utf16be":
		return "UTF-16BE", utf.UTF16(utf.BigEndian, utf.UseBOM)
	case "gb18030", "gbk", "gb2312", "cp936":
		return "GB18030", simplifiedchinese.GB18030
	}
	return "", nil
}

// A decoded is text with how it was found to be encoded.
type decoded struct {
	text     string
	encoding string
	mark     bool // a byte order mark said it
}

// decode finds out how text is encoded: somebody says it, a byte order mark does,
// else valid UTF-8 is UTF-8, else it is UTF-16 without a mark or Big5, which older
// spreadsheets in Taiwan save. What does not read like any of them is asked for.
func decode(raw []byte, said string, rep *Report) decoded {
	if said != "" {
		return decodeAs(raw, said, rep)
	}
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		return decodeAs(raw, "UTF-16LE", rep)
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		return decodeAs(raw, "UTF-16BE", rep)
	case bytes.IndexByte(raw, 0) >= 0:
		return decodeNUL(raw, rep)
	case utf8.Valid(raw):
		return decodeAs(raw, "UTF-8", rep)
	case bytes.HasPrefix(raw, []byte(byteOrderMark)):
		rep.refuse(RowError{Row: brokenLine(raw), Code: CodeMixed, Value: "UTF-8"})
		return decoded{}
	}
	return decodeBig5(raw, rep)
}

const byteOrderMark = "\ufeff"

// decodeAs reads text as somebody says, or as its mark says.
func decodeAs(raw []byte, said string, rep *Report) decoded {
	name, enc := encodingOf(said)
	if enc == nil {
		rep.refuse(RowError{Code: CodeNoEncoding, Value: said, Hint: strings.Join(Encodings(), "、")})
		return decoded{}
	}
	text, err := enc.NewDecoder().Bytes(raw)
	mark := bytes.HasPrefix(text, []byte(byteOrderMark)) || bytes.HasPrefix(raw, []byte("\xff\xfe")) || bytes.HasPrefix(raw, []byte("\xfe\xff"))
	text = bytes.TrimPrefix(text, []byte(byteOrderMark))
	if err != nil || !isDecoded(raw, text, name) {
		broken := max(0, bytes.IndexRune(text, utf8.RuneError))
		rep.refuse(RowError{Row: 1 + bytes.Count(text[:broken], []byte("\n")), Code: CodeNotEncoding, Value: name})
		return decoded{}
	}
	return decoded{string(text), name, mark}
}

// isDecoded says whether bytes were in the encoding in which they were read. UTF-16
// has zeros: of separators and ends of line, if of nothing else.
func isDecoded(raw, text []byte, name string) bool {
	switch {
	case bytes.IndexByte(text, 0) >= 0:
		return false
	case name == "UTF-8":
		return utf8.Valid(raw)
	case strings.HasPrefix(name, "UTF-16") && len(raw) > 2 && bytes.IndexByte(raw, 0) < 0:
		return false
	}
	return !bytes.ContainsRune(text, utf8.RuneError)
}

// decodeNUL reads text whose every second byte may be zero, as UTF-16 has it for
// commas and digits; other zeros are of a binary file.
func decodeNUL(raw []byte, rep *Report) decoded {
	var zeros [2]int
	for i, b := range raw {
		if b == 0 {
			zeros[i%2]++
		}
	}
	name := ""
	switch {
	case len(raw)%2 != 0 || slices.Max(zeros[:]) < len(raw)/20: // words in Chinese have no zeros, separators do
	case zeros[0] == 0:
		name = "UTF-16LE"
	case zeros[1] == 0:
		name = "UTF-16BE"
	}
	if name == "" {
		rep.refuse(RowError{Code: CodeBinary})
		return decoded{}
	}
	rep.note(RowError{Code: CodeGuessed, Value: name})
	return decodeAs(raw, name, rep)
}

// decodeBig5 reads what is no UTF-8. Any bytes above 0x7f can be taken for some
// Big5, so it is only believed where it reads like Chinese as it is written: nearly
// all of it in the characters of everyday use (A440 to C67E).
func decodeBig5(raw []byte, rep *Report) decoded {
	if line := mixedLine(raw); line > 0 {
		rep.refuse(RowError{Row: line, Code: CodeMixed, Value: "Big5"})
		return decoded{}
	}
	text, err := traditionalchinese.Big5.NewDecoder().Bytes(raw)
	all, common, rare := big5Use(raw)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) || common*10 < all*8 {
		rep.refuse(RowError{Code: CodeAsk, Hint: strings.Join(Encodings(), "、")})
		return decoded{}
	}
	rep.note(RowError{Code: CodeBig5})
	if rare > 0 {
		rep.note(RowError{Row: rare, Code: CodeOwnCharacter})
	}
	return decoded{string(text), "Big5", false}
}

// big5Use counts the double-byte characters, and those in everyday use or of
// punctuation. Rare is the first line with one of those that every machine may
// define for itself (造字), 0 if there is none.
func big5Use(raw []byte) (all, common, rare int) {
	line := 1
	for i := 0; i < len(raw); i++ {
		if raw[i] == '\n' {
			line++
		}
		if raw[i] < 0x80 || i+1 == len(raw) {
			continue
		}
		all++
		switch code := int(raw[i])<<8 | int(raw[i+1]); {
		case code >= 0xa140 && code <= 0xc67e:
			common++
		case rare == 0 && (code < 0xa140 || code >= 0xfa40 || code >= 0xc6a1 && code <= 0xc8fe):
			rare = line
		}
		i++
	}
	return all, common, rare
}

// mixedLine returns the first line that is in another encoding than the first
// line that tells its own: some lines are UTF-8, some are not.
func mixedLine(raw []byte) int {
	number, first, was := 0, 0, false
	for line := range bytes.Lines(raw) {
		number++
		if !slices.ContainsFunc(line, func(b byte) bool { return b >= 0x80 }) {
			continue
		}
		is := readsAsUTF8(line)
		if first == 0 {
			first, was = number, is
		} else if is != was {
			return number
		}
	}
	return 0
}

// readsAsUTF8 says whether a line is UTF-8 with Chinese in it. Two characters of
// Big5 may be valid UTF-8 by chance, of Latin or other letters then.
func readsAsUTF8(line []byte) bool {
	return utf8.Valid(line) && bytes.ContainsFunc(line, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// brokenLine is the first line that is no UTF-8.
func brokenLine(raw []byte) int {
	number := 0
	for line := range bytes.Lines(raw) {
		number++
		if !utf8.Valid(line) {
			break
		}
	}
	return number
}
