package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"rollcall/inventory"
)

// A PartSwitch is a switch to be written into a file of conf.d, with comments for
// the person who reads it.
type PartSwitch struct {
	inventory.Switch
	Comments []string // lines above it
}

// PartPath is the path of a file of conf.d beside the main file.
func PartPath(main, name string) string {
	return filepath.Join(filepath.Dir(main), "conf.d", name)
}

// WritePart writes switches as a file of conf.d has them: the same text that a
// person would write. Head and tail are lines of comment.
func WritePart(head []string, switches []PartSwitch, tail []string) []byte {
	var b bytes.Buffer
	writeComments(&b, "", head)
	if len(switches) == 0 {
		b.WriteString("switches: []\n")
	} else {
		b.WriteString("switches:\n")
	}
	for _, sw := range switches {
		writeComments(&b, "  ", sw.Comments)
		b.WriteString(switchLine(sw.Switch))
	}
	writeComments(&b, "", tail)
	return b.Bytes()
}

// AppendPart adds switches to the end of a file that WritePart wrote, whatever a
// person changed in it since.
func AppendPart(old []byte, switches []PartSwitch) []byte {
	b := bytes.NewBuffer(bytes.TrimRight(bytes.Clone(old), "\n"))
	b.WriteByte('\n')
	for _, sw := range switches {
		writeComments(b, "  ", sw.Comments)
		b.WriteString(switchLine(sw.Switch))
	}
	return b.Bytes()
}

func writeComments(b *bytes.Buffer, indent string, lines []string) {
	for _, line := range lines {
		b.WriteString(strings.TrimRight(indent+"# "+tame(line), " ") + "\n")
	}
}

func switchLine(sw inventory.Switch) string {
	fields := []string{"name: " + quoted(string(sw.ID)), "school: " + strconv.Quote(string(sw.School)), addressField(sw)}
	if sw.Role != "" {
		fields = append(fields, "role: "+string(sw.Role))
	}
	var names []string
	for _, name := range sw.Credentials {
		names = append(names, quoted(name))
	}
	switch len(names) {
	case 0:
	case 1:
		fields = append(fields, "snmp: "+names[0])
	default:
		fields = append(fields, "snmp: ["+strings.Join(names, ", ")+"]")
	}
	if sw.Place != "" {
		fields = append(fields, "place: "+quoted(sw.Place))
	}
	return "  - {" + strings.Join(fields, ", ") + "}\n"
}

func addressField(sw inventory.Switch) string {
	if sw.Address.Port() == snmpPort {
		return "ip: " + quoted(sw.Address.Addr().String())
	}
	return "address: " + strconv.Quote(sw.Address.String())
}

// quoted puts a text between quotes unless it is plainly a word: in YAML, no, 1e3
// and 12:30 are none.
func quoted(s string) string {
	plain := s != "" && unicode.IsLetter([]rune(s)[0]) && !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.", r)
	})
	switch strings.ToLower(s) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n":
		plain = false
	}
	if plain || isDotted(s) {
		return s
	}
	return strconv.Quote(s)
}

func isDotted(s string) bool {
	return strings.Count(s, ".") == 3 && strings.Trim(s, "0123456789.") == ""
}

// SavePart writes a file of conf.d in one step: who reads it meanwhile sees the old
// one or the new one.
func SavePart(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return save(path, text, modeOf(path))
}

// SaveSecret writes a file that nobody but rollcall may read.
func SaveSecret(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return save(path, text, 0o600)
}

func save(path string, text []byte, mode fs.FileMode) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if _, err := f.Write(text); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// modeOf keeps the mode of a file that is replaced.
func modeOf(path string) fs.FileMode {
	if info, err := os.Stat(path); err == nil {
		return info.Mode().Perm()
	}
	return 0o644 // there is no secret in it
}

// ReadPart reads a file of conf.d; one that is not there is empty.
func ReadPart(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return b, nil
}
