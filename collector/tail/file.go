package tail

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	window  = 1024     // octets at the beginning and before the position by which a file is known again
	maxLine = 64 << 10 // a longer line is passed over
	maxLook = 1 << 20  // octets that are read before what came of them is handed on

	maxWhole = 16 << 20 // octets of a state file
)

// A Mark says how far a file has been read. The zero Mark is the beginning of any file.
type Mark struct {
	Offset int64  `json:"offset"`
	Head   uint64 `json:"head,omitempty"` // of the first octets, window at most
	Last   uint64 `json:"last,omitempty"` // of the octets before Offset, window at most
	Long   bool   `json:"long,omitempty"` // Offset lies within a line that is too long
}

// How says what a file is that reading begins in.
type How int

// The ways in which reading begins.
const (
	Resumed How = iota // where it stopped
	First              // a file that was never read
	Turned             // the file that took the place of one that was read to its end
	Anew               // the file was cut or written anew: it may repeat what was told, and something may be missing between
)

// A file is one file that is followed.
type file struct {
	path  string
	mark  Mark
	known bool  // something of it was read once
	whole bool  // it is a state that is written anew with each change
	first int64 // of a file that was never read: so many octets before its end at most; 0: all

	seen     stamp // how the file looked when there was nothing more to read in it
	settling stamp // a whole file is read when it has not changed from one look to the next
	begun    bool  // since the start of the process
	more     bool  // there is more to read in what took another name
}

// A stamp changes when a file does.
type stamp struct {
	size int64
	at   time.Time
}

func stampOf(info fs.FileInfo) stamp { return stamp{info.Size(), info.ModTime()} }

// A listener hears what is in a file.
type listener interface {
	// begin says that reading begins; head is the first line of the file.
	begin(how How, head string)
	line(text []byte)
	tooLong()
}

// look reads on, at most maxLook octets, and says whether there is more.
func (f *file) look(to listener) (more bool, err error) {
	open, err := os.Open(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return f.rest(to) // it was moved away, and the next has not come yet
	}
	if err != nil {
		return false, err
	}
	defer open.Close()
	info, err := open.Stat()
	if err != nil {
		return false, err
	}
	if !info.Mode().IsRegular() {
		return false, fmt.Errorf("%s is not a regular file", f.path)
	}
	if f.seen == stampOf(info) {
		return false, nil
	}
	if f.whole {
		return false, f.readWhole(open, info, to)
	}
	if f.known && !f.mark.fits(open, info.Size()) {
		if more, found, err := f.predecessor(to, info.Size() > 0); found || err != nil {
			return more, err
		}
		f.mark, f.begun = Mark{}, true
		to.begin(Anew, headOf(open))
	}
	return f.readOn(open, info, to)
}

// rest reads what is left in a file that was moved away.
func (f *file) rest(to listener) (bool, error) {
	if !f.known || f.whole {
		return false, fmt.Errorf("%s: %w", f.path, fs.ErrNotExist)
	}
	more, _, err := f.predecessor(to, false)
	return more, err
}

// predecessor finds the file that was followed under its new name, radius.log.1 or
// leases4.csv.2, and reads on in it. When that is read to its end, the file of the
// path is the next: once there is something in it, for until then a program goes on
// to write into the old one.
func (f *file) predecessor(to listener, next bool) (more, found bool, err error) {
	names, err := filepath.Glob(quote(f.path) + "?*")
	if err != nil {
		return false, false, err
	}
	for _, name := range names {
		if strings.HasSuffix(name, ".gz") || strings.HasSuffix(name, ".xz") || strings.HasSuffix(name, ".zst") {
			continue
		}
		is, err := f.readOld(name, to)
		if err != nil {
			return false, is, err
		}
		if is {
			return f.passOn(next, to), true, nil
		}
	}
	return false, false, nil
}

// passOn begins the next file, once there is no more to read in the old one, and
// says whether there is something to read at once.
func (f *file) passOn(next bool, to listener) bool {
	if f.more || !next {
		return f.more
	}
	f.mark, f.known, f.begun = Mark{}, false, true
	f.turned(to)
	return true
}

// readOld reads on in a file if it is the one that was followed.
func (f *file) readOld(name string, to listener) (is bool, err error) {
	open, err := os.Open(name)
	if err != nil {
		return false, nil // it cannot be the one, or it is just being removed
	}
	defer open.Close()
	info, err := open.Stat()
	if err != nil || !info.Mode().IsRegular() || !f.mark.fits(open, info.Size()) {
		return false, nil
	}
	f.start(open, to)
	f.more, err = f.readFrom(open, to)
	return true, err
}

// turned begins the file that took the place of another.
func (f *file) turned(to listener) {
	f.seen = stamp{}
	head := ""
	if open, err := os.Open(f.path); err == nil {
		head = headOf(open)
		open.Close()
	}
	to.begin(Turned, head)
}

// quote makes a path match itself in a pattern.
func quote(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// start says, once in the life of the process, where reading goes on.
func (f *file) start(open *os.File, to listener) {
	if f.begun {
		return
	}
	f.begun = true
	how := Resumed
	if !f.known {
		how = First
	}
	to.begin(how, headOf(open))
}

// readOn reads on in the file of the path.
func (f *file) readOn(open *os.File, info fs.FileInfo, to listener) (more bool, err error) {
	if !f.known && !f.begun && f.first > 0 && info.Size() > f.first {
		f.mark.Offset, f.mark.Long = info.Size()-f.first, true // within a line, most likely
	}
	f.start(open, to)
	more, err = f.readFrom(open, to)
	if err == nil && !more {
		f.seen = stampOf(info) // what came while we read changes it
	}
	return more, err
}

// readFrom reads the lines behind the mark that are whole.
func (f *file) readFrom(open *os.File, to listener) (more bool, err error) {
	if _, err := open.Seek(f.mark.Offset, io.SeekStart); err != nil {
		return false, err
	}
	in, read := bufio.NewReaderSize(open, maxLine), int64(0)
	for read < maxLook {
		text, err := in.ReadSlice('\n')
		switch {
		case err == nil:
			f.ended(text, to)
		case errors.Is(err, bufio.ErrBufferFull) || errors.Is(err, io.EOF) && f.mark.Long && len(text) > 0:
			if !f.mark.Long {
				to.tooLong()
			}
			f.mark.Long = true
		case errors.Is(err, io.EOF):
			return false, f.remember(open)
		default:
			return false, errors.Join(err, f.remember(open))
		}
		f.mark.Offset += int64(len(text))
		read += int64(len(text))
	}
	return true, f.remember(open)
}

// ended hands on a line that has an end, unless it is the end of one that was too long.
func (f *file) ended(text []byte, to listener) {
	if f.mark.Long {
		f.mark.Long = false
		return
	}
	to.line(bytes.TrimRight(text, "\r\n"))
}

// readWhole reads a state file once it has not changed from one look to the next.
// Who writes it may be halfway.
func (f *file) readWhole(open *os.File, info fs.FileInfo, to listener) error {
	if now := stampOf(info); f.settling != now {
		f.settling = now
		return nil
	}
	if info.Size() > maxWhole {
		return fmt.Errorf("%s has %d octets, too many for a lease file", f.path, info.Size())
	}
	how := Anew
	if !f.known {
		how = First
	}
	f.begun, f.known = true, true
	to.begin(how, headOf(open))
	in := bufio.NewReaderSize(open, maxLine)
	for {
		text, err := in.ReadSlice('\n')
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			f.mark.Long = true
			to.tooLong()
		case err == nil:
			f.ended(text, to)
		case errors.Is(err, io.EOF):
			f.seen, f.mark = stampOf(info), Mark{}
			return nil
		default:
			return err
		}
	}
}

// remember notes by what the file is known again.
func (f *file) remember(open *os.File) (err error) {
	f.known = true
	f.mark.Head, f.mark.Last, err = prints(open, f.mark.Offset)
	return err
}

// fits says whether a file is the one that the mark is of: it is not shorter, and
// holds before the position what was read there.
func (m Mark) fits(open io.ReaderAt, size int64) bool {
	if size < m.Offset {
		return false
	}
	head, last, err := prints(open, m.Offset)
	return err == nil && head == m.Head && last == m.Last
}

// prints are the fingerprints of the beginning of a file and of what stands before
// an offset.
func prints(open io.ReaderAt, offset int64) (head, last uint64, err error) {
	n := min(offset, window)
	if head, err = printOf(open, 0, n); err != nil {
		return 0, 0, err
	}
	last, err = printOf(open, offset-n, n)
	return head, last, err
}

func printOf(open io.ReaderAt, from, n int64) (uint64, error) {
	h := fnv.New64a()
	_, err := io.Copy(h, io.NewSectionReader(open, from, n))
	return h.Sum64(), err
}

// headOf is the first line of a file, where it is not too long.
func headOf(open io.ReaderAt) string {
	text := make([]byte, 4096)
	n, err := open.ReadAt(text, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return ""
	}
	line, _, found := bytes.Cut(text[:n], []byte("\n"))
	if !found {
		return ""
	}
	return string(bytes.TrimRight(line, "\r"))
}
