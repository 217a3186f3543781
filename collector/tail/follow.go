package tail

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// A Refusal is why a line was not understood, from a small fixed set.
type Refusal string

// Error implements error.
func (r Refusal) Error() string { return string(r) }

// The refusals of the package itself.
const (
	RefusedLong  Refusal = "too long"
	RefusedPanic Refusal = "panic" // reading it ended in a bug
)

// A Reader makes values of the lines of one file. It keeps little of them.
type Reader[T any] interface {
	// Begin says that reading begins in a file, and which: head is its first line.
	Begin(how How, head string, emit func(T))
	// Line reads one line, valid until it returns. Most say nothing of interest,
	// which is no error; one that is not understood is a Refusal.
	Line(text []byte, emit func(T)) error
	// End says that the file holds no more for now.
	End(emit func(T))
	// State is what a Reader must know after a restart; Restore gives it back. nil: nothing.
	State() []byte
	Restore(state []byte)
}

// A Source is a file that is followed, or several by a pattern.
type Source[T any] struct {
	Name  string // in the configuration
	Path  string // or a pattern of path/filepath
	Whole bool   // a state file, written anew with each change
	First int64  // of a file that was never read: so many octets before its end at most; 0: all
	New   func() Reader[T]
}

// Options are what a Follower needs.
type Options[T any] struct {
	Sources []Source[T]
	Every   time.Duration // between two looks; default a second
	Now     func() time.Time
	// Load brings back what Save stored under a key, nil where there is nothing.
	Load func(ctx context.Context, key string) ([]byte, error)
	// Hand takes what was read; when it returns without an error, that is stored.
	Hand func(ctx context.Context, values []T) error
	Save func(ctx context.Context, key string, value []byte) error
}

// A Count is how many lines of a source had an outcome.
type Count struct {
	Source string
	Result string // told: something came of it; nothing; refused
	Reason string // why it was refused
	N      uint64
}

// The results of a Count.
const (
	Told    = "told"
	Nothing = "nothing"
	Refused = "refused"
)

// A Health says how a source is.
type Health struct {
	Source string
	Last   time.Time // when it could be read last; zero: never
	Err    error     // why it cannot be read now
}

// A Follower follows files. Its Counts and Health may be asked for from anywhere.
type Follower[T any] struct {
	options Options[T]
	files   map[string]*followed[T] // by key
	mu      sync.Mutex
	counts  map[Count]uint64 // by a Count without N
	health  map[string]*Health
}

// maxFiles bounds how many files one pattern is followed in.
const maxFiles = 64

// New returns a Follower, which has read nothing yet.
func New[T any](o Options[T]) *Follower[T] {
	if o.Every == 0 {
		o.Every = time.Second
	}
	f := &Follower[T]{options: o, files: map[string]*followed[T]{}, counts: map[Count]uint64{}, health: map[string]*Health{}}
	for _, s := range o.Sources {
		f.health[s.Name] = &Health{Source: s.Name}
	}
	return f
}

// Run looks until ctx ends or something cannot be stored.
func (f *Follower[T]) Run(ctx context.Context) error {
	tick := time.NewTicker(f.options.Every)
	defer tick.Stop()
	for {
		if err := f.Look(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Look reads what came since the last look. A file that cannot be read is a matter
// of Health; an error is one of storing.
func (f *Follower[T]) Look(ctx context.Context) error {
	for _, s := range f.options.Sources {
		var err error
		for _, path := range s.paths() {
			unread, stored := f.lookAt(ctx, s, path)
			if stored != nil {
				return stored
			}
			err = errors.Join(err, unread)
		}
		f.note(s.Name, err)
	}
	return nil
}

// paths are the files of a source, those of a pattern in order. A file that has the
// very name is no pattern, and where nothing fits, the name says so itself when it
// is opened.
func (s Source[T]) paths() []string {
	if _, err := os.Lstat(s.Path); err == nil {
		return []string{s.Path}
	}
	found, err := filepath.Glob(s.Path)
	if err != nil || len(found) == 0 {
		return []string{s.Path}
	}
	slices.Sort(found)
	return found[:min(len(found), maxFiles)]
}

// A followed file and who reads it.
type followed[T any] struct {
	file
	reader Reader[T]
	owner  *Follower[T]
	source string
	values []T
	saved  string
}

// lookAt reads one file until there is no more.
func (f *Follower[T]) lookAt(ctx context.Context, s Source[T], path string) (unread, stored error) {
	w, err := f.open(ctx, s, path)
	if err != nil {
		return nil, err
	}
	for more := true; more && ctx.Err() == nil; {
		more, unread = w.look(w)
		if !more {
			w.reader.End(w.emit)
		}
		if err := f.store(ctx, s.key(path), w); err != nil {
			delete(f.files, s.key(path)) // what was read is read again, from where it was kept
			return unread, err
		}
	}
	return unread, nil
}

func (s Source[T]) key(path string) string { return s.Name + "\n" + path }

// kept is what is stored of a file.
type kept struct {
	Mark  Mark   `json:"mark"`
	State []byte `json:"state,omitempty"`
}

// open brings a file back as it was left.
func (f *Follower[T]) open(ctx context.Context, s Source[T], path string) (*followed[T], error) {
	key := s.key(path)
	if w := f.files[key]; w != nil {
		return w, nil
	}
	w := &followed[T]{file: file{path: path, whole: s.Whole, first: s.First}, reader: s.New(), owner: f, source: s.Name}
	value, err := f.options.Load(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("look up how far %s was read: %w", path, err)
	}
	var k kept
	if value != nil && json.Unmarshal(value, &k) == nil {
		w.mark, w.known, w.saved = k.Mark, true, string(value)
		w.reader.Restore(k.State)
	}
	f.files[key] = w
	return w, nil
}

// store hands on what was read, and then keeps how far that was.
func (f *Follower[T]) store(ctx context.Context, key string, w *followed[T]) error {
	storing := context.WithoutCancel(ctx) // what was read is stored even while the program ends
	if len(w.values) > 0 {
		if err := f.options.Hand(storing, w.values); err != nil {
			return err
		}
		clear(w.values)
		w.values = w.values[:0]
	}
	if !w.known && w.saved == "" {
		return nil
	}
	value, err := json.Marshal(kept{w.mark, w.reader.State()})
	if err != nil || string(value) == w.saved {
		return err
	}
	if err := f.options.Save(storing, key, value); err != nil {
		return fmt.Errorf("keep how far %s was read: %w", w.path, err)
	}
	w.saved = string(value)
	return nil
}

// note keeps how a source is.
func (f *Follower[T]) note(source string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	h := f.health[source]
	h.Err = err
	if err == nil {
		h.Last = f.options.Now()
	}
}

// Health says how the sources are, in order.
func (f *Follower[T]) Health() []Health {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []Health
	for _, s := range f.options.Sources {
		all = append(all, *f.health[s.Name])
	}
	return all
}

// Counts says what became of the lines.
func (f *Follower[T]) Counts() []Count {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []Count
	for c, n := range f.counts {
		c.N = n
		all = append(all, c)
	}
	return all
}

func (f *Follower[T]) count(c Count) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counts[c]++
}

func (w *followed[T]) emit(v T) { w.values = append(w.values, v) }

func (w *followed[T]) begin(how How, head string) { w.reader.Begin(how, head, w.emit) }

func (w *followed[T]) tooLong() {
	w.owner.count(Count{Source: w.source, Result: Refused, Reason: string(RefusedLong)})
}

// line has a line read. A bug that it meets costs the line.
func (w *followed[T]) line(text []byte) {
	before := len(w.values)
	err := w.read(text)
	c := Count{Source: w.source, Result: Nothing}
	var refusal Refusal
	switch {
	case errors.As(err, &refusal):
		c.Result, c.Reason = Refused, string(refusal)
	case err != nil:
		c.Result, c.Reason = Refused, "malformed"
	case len(w.values) > before:
		c.Result = Told
	}
	w.owner.count(c)
}

func (w *followed[T]) read(text []byte) (err error) {
	defer func() {
		if bug := recover(); bug != nil {
			err = RefusedPanic
		}
	}()
	return w.reader.Line(text, w.emit)
}
