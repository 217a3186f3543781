package radius

import (
	"strings"
	"time"

	"rollcall/collector/tail"
	"rollcall/inventory"
)

// A File is a log of an authentication server, or a table that another system
// exports.
type File struct {
	Name   string // in the configuration
	Path   string // or a pattern
	Format string // freeradius csv
	School inventory.SchoolCode
	Zone   *time.Location // of times that are written without one
	Now    func() time.Time
	// Decode reads text that is no UTF-8; nil: it is taken as it is.
	Decode func([]byte) string
}

// firstRead is how much is read of a file that was never read before.
const firstRead = 4 << 20

// Source is the file as something to follow.
func (f File) Source() tail.Source[inventory.AccessReject] {
	s := tail.Source[inventory.AccessReject]{Name: f.Name, Path: f.Path, First: firstRead, New: f.Reader}
	if f.Format == "csv" {
		s.First = 0 // its head says what the columns are
	}
	return s
}

// Reader reads the lines of the file.
func (f File) Reader() tail.Reader[inventory.AccessReject] {
	if f.Format == "csv" {
		return &table{File: f}
	}
	return &freeRADIUS{File: f}
}

func (f File) text(line []byte) string {
	s := string(line)
	if f.Decode != nil && strings.ToValidUTF8(s, "") != s {
		s = f.Decode(line)
	}
	return strings.TrimPrefix(s, "\ufeff")
}

func (f File) zone() *time.Location {
	if f.Zone == nil {
		return time.UTC
	}
	return f.Zone
}

func (f File) now() time.Time {
	if f.Now == nil {
		return time.Now()
	}
	return f.Now()
}

// reject begins one.
func (f File) reject(at time.Time, sort string) inventory.AccessReject {
	return inventory.AccessReject{At: at.UTC(), School: f.School, Source: sort + " " + f.Name, Count: 1}
}
