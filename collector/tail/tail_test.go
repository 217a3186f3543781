package tail

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// lines tells every line; "bad" is refused and "bug" is a bug.
type lines struct{ how []How }

func (r *lines) Begin(how How, _ string, _ func(string)) { r.how = append(r.how, how) }
func (r *lines) End(func(string))                        {}
func (r *lines) State() []byte                           { return nil }
func (r *lines) Restore([]byte)                          {}
func (r *lines) Line(text []byte, emit func(string)) error {
	switch string(text) {
	case "bad":
		return Refusal("bad")
	case "odd":
		return fs.ErrInvalid
	case "bug":
		panic("bug")
	}
	if len(text) > 0 {
		emit(string(text))
	}
	return nil
}

// A desk follows one file in a directory of its own.
type desk struct {
	t interface {
		Helper()
		Fatal(...any)
		Errorf(string, ...any)
	}
	path  string
	saved map[string][]byte
	got   []string
	f     *Follower[string]
	hand  error
	first int64
	whole bool
}

func newDesk(t *testing.T) *desk {
	d := &desk{t: t, path: filepath.Join(t.TempDir(), "a [x] radius.log"), saved: map[string][]byte{}}
	d.restart()
	return d
}

// restart follows as a process that was just started would.
func (d *desk) restart() {
	d.f = New(Options[string]{Now: time.Now,
		Sources: []Source[string]{{Name: "log", Path: d.path, First: d.first, Whole: d.whole, New: func() Reader[string] { return &lines{} }}},
		Load:    func(_ context.Context, key string) ([]byte, error) { return d.saved[key], nil },
		Save:    func(_ context.Context, key string, value []byte) error { d.saved[key] = value; return nil },
		Hand: func(_ context.Context, values []string) error {
			if d.hand == nil {
				d.got = append(d.got, values...)
			}
			return d.hand
		}})
}

func (d *desk) look() {
	d.t.Helper()
	if err := d.f.Look(context.Background()); err != nil {
		d.t.Fatal(err)
	}
}

// want looks, and wants these lines.
func (d *desk) want(want ...string) {
	d.t.Helper()
	d.got = nil
	d.look()
	if fmt.Sprint(d.got) != fmt.Sprint(want) {
		d.t.Errorf("told %.200q, want %.200q", d.got, want)
	}
}

func (d *desk) write(text string) {
	d.t.Helper()
	d.do(os.WriteFile(d.path, []byte(text), 0o600))
}

func (d *desk) add(path, text string) {
	d.t.Helper()
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	d.do(err)
	_, err = file.WriteString(text)
	d.do(errors.Join(err, file.Close()))
}

func (d *desk) do(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func TestFollow(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(*desk)
	}{
		{"a line without an end waits", func(d *desk) {
			d.add(d.path, "one\ntw")
			d.want("one")
			d.add(d.path, "o\r\nthree\n")
			d.want("two", "three")
			d.want()
		}},
		{"a restart goes on", func(d *desk) {
			d.add(d.path, "one\ntwo\nth")
			d.want("one", "two")
			d.restart()
			d.add(d.path, "ree\n")
			d.want("three")
			d.restart()
			d.want()
		}},
		{"what could not be stored is read again after a restart", func(d *desk) {
			d.add(d.path, "one\n")
			d.hand = fs.ErrClosed
			if err := d.f.Look(context.Background()); !errors.Is(err, fs.ErrClosed) {
				d.t.Errorf("Look: %v, want the error of who stores", err)
			}
			d.hand = nil
			d.restart()
			d.want("one")
		}},
		{"rotation by renaming", func(d *desk) {
			d.add(d.path, "one\n")
			d.want("one")
			d.add(d.path, "two\n")
			d.do(os.Rename(d.path, d.path+".1"))
			d.want("two") // there is no new file yet
			d.add(d.path+".1", "three\n")
			d.add(d.path, "")
			d.want("three") // and the program writes on into the old one
			d.add(d.path+".1", "four\n")
			d.add(d.path, "five\n")
			d.want("four", "five")
			d.want()
		}},
		{"rotation while we were away", func(d *desk) {
			d.add(d.path, "one\n")
			d.want("one")
			d.add(d.path, "two\n")
			d.do(os.Rename(d.path, d.path+"-20261122"))
			d.add(d.path, "three\n")
			d.restart()
			d.want("two", "three")
		}},
		{"rotation by copying and cutting", func(d *desk) {
			d.add(d.path, "one\ntwo\n")
			d.want("one", "two")
			d.add(d.path, "three\n")
			text, err := os.ReadFile(d.path)
			d.do(err)
			d.do(os.WriteFile(d.path+".1", text, 0o600))
			d.write("")
			d.add(d.path, "four\n")
			d.want("three", "four")
		}},
		{"cut, with nothing kept", func(d *desk) {
			d.add(d.path, "one\ntwo\n")
			d.want("one", "two")
			d.write("x\n")
			d.want("x")
		}},
		{"written anew, and longer than before", func(d *desk) {
			d.add(d.path, "one\n")
			d.want("one")
			d.write("1\n2\n3\n4\n5\n")
			d.want("1", "2", "3", "4", "5")
		}},
		{"a line that is too long costs itself", func(d *desk) {
			d.add(d.path, "one\n"+strings.Repeat("x", 3*maxLine))
			d.want("one")
			d.restart()
			d.add(d.path, strings.Repeat("y", maxLine)+"\ntwo\n")
			d.want("two")
			if got := d.counts(); got != "told=1" {
				d.t.Errorf("counted %s", got)
			}
		}},
		{"of a long file that is new, the end", func(d *desk) {
			d.first = 6
			d.restart()
			d.add(d.path, "one\ntwo\nthree\n")
			d.want()
			d.add(d.path, "four\n")
			d.want("four")
		}},
		{"a file that comes later", func(d *desk) {
			d.want()
			if h := d.f.Health(); !errors.Is(h[0].Err, fs.ErrNotExist) || !h[0].Last.IsZero() {
				d.t.Errorf("health %+v, want that there is no such file", h)
			}
			d.add(d.path, "one\n")
			d.want("one")
			if h := d.f.Health(); h[0].Err != nil || h[0].Last.IsZero() {
				d.t.Errorf("health %+v, want it well", h)
			}
		}},
		{"what a line costs", func(d *desk) {
			d.add(d.path, "bad\nodd\nbug\n\none\n"+strings.Repeat("x", 2*maxLine)+"\n")
			d.want("one")
			if got := d.counts(); got != "nothing=1 refused bad=1 refused malformed=1 refused panic=1 refused too long=1 told=1" {
				d.t.Errorf("counted %s", got)
			}
		}},
		{"a state file is read when it stands still", func(d *desk) {
			d.whole = true
			d.restart()
			d.write("one\nhal")
			d.want()
			d.write("one\nhalf\n")
			d.want()
			d.want("one", "half")
			d.want()
		}},
		{"a directory is no file", func(d *desk) {
			d.do(os.Mkdir(d.path, 0o700))
			d.want()
			if d.f.Health()[0].Err == nil {
				d.t.Errorf("a directory is followed")
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.do(newDesk(t)) })
	}
}

// counts writes what became of the lines.
func (d *desk) counts() string {
	var all []string
	for _, c := range d.f.Counts() {
		all = append(all, fmt.Sprintf("%s=%d", strings.TrimSpace(c.Result+" "+c.Reason), c.N))
	}
	for i := range all { // in order
		for j := range all[:i] {
			if all[i] < all[j] {
				all[i], all[j] = all[j], all[i]
			}
		}
	}
	return strings.Join(all, " ")
}

func TestAPatternIsManyFiles(t *testing.T) {
	d := newDesk(t)
	dir := t.TempDir()
	d.path = filepath.Join(dir, "DhcpSrvLog-*.log")
	d.restart()
	d.want()
	d.add(filepath.Join(dir, "DhcpSrvLog-Mon.log"), "head\nmon\n")
	d.add(filepath.Join(dir, "DhcpSrvLog-Tue.log"), "head\ntue\n")
	d.add(filepath.Join(dir, "other.log"), "no\n")
	d.want("head", "mon", "head", "tue")
	d.do(os.WriteFile(filepath.Join(dir, "DhcpSrvLog-Mon.log"), []byte("head\nmonday a week later\n"), 0o600))
	d.want("head", "monday a week later")
}

// TestEveryLineOnce writes, rotates in both ways, restarts and looks in any order:
// every line is told exactly once, in order, as long as one rotated file is kept.
func TestEveryLineOnce(t *testing.T) {
	base := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(base, "")
		if err != nil {
			rt.Fatal(err)
		}
		d := &desk{t: rt, path: filepath.Join(dir, "log"), saved: map[string][]byte{}}
		d.restart()
		var want []string
		fresh := false // something was told since the last rotation
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			switch rapid.IntRange(0, 5).Draw(rt, "step") {
			case 0, 1:
				line := fmt.Sprint("line ", len(want), strings.Repeat(".", rapid.IntRange(0, 1500).Draw(rt, "length")))
				want = append(want, line)
				d.add(d.path, line+"\n")
			case 2:
				d.look()
				fresh = len(want) > 0
			case 3:
				d.restart()
			case 4:
				if fresh {
					d.do(os.Rename(d.path, d.path+".1"))
					fresh = false
					line := fmt.Sprint("after renaming ", len(want))
					want = append(want, line)
					d.add(d.path, line+"\n")
				}
			case 5:
				if fresh {
					text, err := os.ReadFile(d.path)
					d.do(err)
					d.do(os.WriteFile(d.path+".1", text, 0o600))
					fresh = false
					line := fmt.Sprint("after cutting ", len(want))
					want = append(want, line)
					d.write(line + "\n")
				}
			}
		}
		d.look()
		if fmt.Sprint(d.got) != fmt.Sprint(want) {
			rt.Errorf("told %d lines, want %d", len(d.got), len(want))
		}
	})
}

// FuzzFollow reads any octets, cut anywhere.
func FuzzFollow(f *testing.F) {
	f.Add([]byte("one\ntwo\r\n\x00three"), 5)
	f.Fuzz(func(t *testing.T, text []byte, at int) {
		d := newDesk(t)
		at = max(0, min(at, len(text)))
		d.write(string(text[:at]))
		d.look()
		d.restart()
		d.add(d.path, string(text[at:]))
		d.look()
		told := 0
		for _, c := range d.f.Counts() {
			told += int(c.N)
		}
		if ends := strings.Count(string(text), "\n"); len(d.got) > ends || told > ends {
			t.Errorf("%d lines of %q, which has %d", len(d.got), text, ends)
		}
	})
}
