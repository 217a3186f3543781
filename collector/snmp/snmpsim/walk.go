package snmpsim

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// ErrWalk is wrapped by every error about a line that is no recorded variable.
var ErrWalk = errors.New("not a recorded variable")

// maxLine is the longest line of a recorded walk: 64 KiB of octets in hex.
const maxLine = 160 << 10

// LoadWalk reads a recorded walk, "DIR/ID.snmprec", with the contexts beside it,
// "DIR/ID@VLAN.snmprec" (served to the community public@VLAN and the SNMPv3 context
// vlan-VLAN, where they take the place of the BRIDGE-MIB subtree), and its
// misbehaviour, "DIR/ID.quirks.json".
func LoadWalk(path string) (Config, error) {
	base, err := readWalkFile(path)
	if err != nil {
		return Config{}, err
	}
	contexts, err := readContexts(path, base)
	if err != nil {
		return Config{}, err
	}
	c := Config{Communities: map[string]string{}}
	views := map[string]*MIB{}
	for vlan, mib := range contexts {
		c.Communities["public@"+vlan] = vlan
		views[vlan], views["vlan-"+vlan] = mib, mib
	}
	c.Communities["public"], views[""] = "", NewMIB(base)
	c.View = func(context string, _ time.Time) *MIB { return views[context] }
	c.MaxMessage = roomFor(base)
	if err := c.loadQuirks(strings.TrimSuffix(path, ".snmprec") + ".quirks.json"); err != nil {
		return Config{}, err
	}
	return c, nil
}

// roomFor is the size of answers with which a device could have shown all of its
// variables one by one: a frame, or what the largest of them takes.
func roomFor(vars []Var) int {
	room := DefaultMaxMessage
	for _, v := range vars {
		room = max(room, len(v.Value.Content)+len(v.OID)*5+envelope)
	}
	return min(room, maxDatagram)
}

// envelope is more than the octets of a message that are no variable.
const envelope = 200

// readWalkFile reads one file of variables.
func readWalkFile(path string) ([]Var, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("recorded walk: %w", err)
	}
	defer f.Close()
	vars, err := ReadWalk(f)
	if err != nil {
		return nil, fmt.Errorf("recorded walk %s: %w", path, err)
	}
	return vars, nil
}

// readContexts reads the files ID@VLAN.snmprec beside path: per VLAN, what the
// device shows to a community with that VLAN.
func readContexts(path string, base []Var) (map[string]*MIB, error) {
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("recorded walk %s: contexts: %w", path, err)
	}
	prefix := strings.TrimSuffix(filepath.Base(path), ".snmprec") + "@"
	out := map[string]*MIB{}
	for _, file := range files {
		name, isContext := strings.CutPrefix(file.Name(), prefix)
		vlan, isWalk := strings.CutSuffix(name, ".snmprec")
		if !isContext || !isWalk {
			continue
		}
		vars, err := readWalkFile(filepath.Join(filepath.Dir(path), file.Name()))
		if err != nil {
			return nil, err
		}
		out[vlan] = NewMIB(append(outside(base, bridgeMIB()), vars...))
	}
	return out, nil
}

// bridgeMIB is the subtree that differs from context to context: dot1dBridge
// (RFC 4188), Q-BRIDGE-MIB included.
func bridgeMIB() OID { return OID{1, 3, 6, 1, 2, 1, 17} }

// outside returns the variables that do not lie in subtree.
func outside(vars []Var, subtree OID) []Var {
	var out []Var
	for _, v := range vars {
		if !v.OID.HasPrefix(subtree) {
			out = append(out, v)
		}
	}
	return out
}

// ReadWalk reads variables as recorded walks write them, a line "OID|tag|value"
// each. A line that is none is an error with its number and the reason; all such
// lines are named at once.
func ReadWalk(r io.Reader) ([]Var, error) {
	var vars []Var
	var errs []error
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSuffix(lines.Text(), "\r")
		if line == "" || line[0] == '#' {
			continue
		}
		v, err := parseLine(line)
		if err != nil {
			errs = append(errs, fmt.Errorf("line %d: %w", n, err))
			continue
		}
		vars = append(vars, v)
	}
	if err := lines.Err(); err != nil {
		errs = append(errs, err)
	}
	return vars, errors.Join(errs...)
}

// parseLine reads one line.
func parseLine(line string) (Var, error) {
	parts := strings.SplitN(line, "|", 3)
	if len(parts) != 3 {
		return Var{}, fmt.Errorf("%w: %d fields, want OID|tag|value", ErrWalk, len(parts))
	}
	oid, err := ParseOID(parts[0])
	if err != nil {
		return Var{}, err
	}
	v, err := parseValue(parts[1], parts[2])
	if err != nil {
		return Var{}, fmt.Errorf("%s: %w", oid, err)
	}
	return Var{OID: oid, Value: v}, nil
}

// parseValue reads a value by its tag; "x" behind the tag says that it is in hex.
func parseValue(tag, text string) (Value, error) {
	tag, inHex := strings.CutSuffix(tag, "x")
	number, err := strconv.ParseUint(tag, 10, 8)
	if err != nil {
		return Value{}, fmt.Errorf("%w: tag %q", ErrWalk, tag)
	}
	octets := []byte(text)
	if inHex {
		if octets, err = hex.DecodeString(text); err != nil {
			return Value{}, fmt.Errorf("%w: %w", ErrWalk, err)
		}
	}
	switch v := (Value{Tag: byte(number), Content: octets}); v.Tag {
	case TagOctetString, TagOpaque:
		return v, nil
	case TagNull:
		return Null(), nil
	default:
		return parseTyped(v.Tag, string(octets))
	}
}

// parseTyped reads a value whose type has a notation of its own.
func parseTyped(tag byte, text string) (Value, error) {
	v := Value{Tag: tag}
	bits := 32
	switch tag {
	case TagInteger:
		n, err := strconv.ParseInt(text, 10, 32)
		v.Content = signed(n)
		return v, wrapWalk(err)
	case TagObjectID:
		oid, err := ParseOID(text)
		v.Content = oid.encode()
		return v, wrapWalk(err)
	case TagIPAddress:
		addr, err := netip.ParseAddr(text)
		return IPAddress(addr), wrapWalk(err)
	case TagCounter64:
		bits = 64
	case TagCounter32, TagGauge32, TagTimeTicks:
	default:
		return v, fmt.Errorf("%w: tag %d", ErrWalk, tag)
	}
	n, err := strconv.ParseUint(text, 10, bits)
	v.Content = unsigned(n)
	return v, wrapWalk(err)
}

// wrapWalk puts ErrWalk before an error of a value's notation.
func wrapWalk(err error) error {
	if err != nil {
		return fmt.Errorf("%w: %w", ErrWalk, err)
	}
	return nil
}
