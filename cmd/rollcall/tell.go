package main

import (
	"errors"
	"io/fs"

	"rollcall/exporter/wording"
	"rollcall/inventory/store"
)

// A saying is an error in the words of package wording: in English for a log, and
// in their own language for a person.
type saying struct {
	key   string
	args  wording.Args
	cause error // nil: there is no more to it
}

// Error implements error, in English.
func (s *saying) Error() string { return s.In(string(wording.En)) }

// In returns the sentence in a language.
func (s *saying) In(lang string) string { return wording.Text(wording.Lang(lang), s.key, s.args) }

// Unwrap returns the technical error.
func (s *saying) Unwrap() error { return s.cause }

// A bilingual error knows its text in each language: a saying, or what is wrong
// with a configuration.
type bilingual interface {
	error
	In(lang string) string
}

// told is an error in the language of the person who reads it.
type told struct {
	error
	text string
}

// Error implements error.
func (t *told) Error() string { return t.text }

// Unwrap returns the error that is told.
func (t *told) Unwrap() error { return t.error }

// tell puts an error into a person's language. What has no sentence of its own
// stays as it is, in English: better a technical text than none.
func tell(lang wording.Lang, err error) error {
	if err == nil || lang == wording.En {
		return err
	}
	var known bilingual
	if !errors.As(err, &known) && !errors.As(ofStore(err), &known) {
		return err
	}
	return &told{err, known.In(string(lang))}
}

// ofStore gives an error of the store that a person must act upon its sentence.
func ofStore(err error) error {
	for _, known := range []struct {
		reason error
		key    string
	}{
		{store.ErrNotVerified, "cli.store.not_verified"},
		{store.ErrLocked, "cli.store.locked"},
		{store.ErrNewerSchema, "cli.store.newer"},
		{store.ErrOlderSchema, "cli.store.older"},
		{store.ErrFull, "cli.store.full"},
		{store.ErrReadOnly, "cli.store.read_only"},
		{store.ErrFatal, "cli.store.broken"},
	} {
		if errors.Is(err, known.reason) {
			return &saying{known.key, wording.Args{"detail": err.Error()}, err}
		}
	}
	return err
}

// unread says why a file cannot be read, and what to do.
func unread(file string, err error) error {
	key := "cli.file.unread"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		key = "cli.file.none"
	case errors.Is(err, fs.ErrPermission):
		key = "cli.file.denied"
	}
	return &saying{key, wording.Args{"file": file, "reason": bare(err)}, err}
}

// unwritten says that a file or directory cannot be written.
func unwritten(file string, err error) error {
	return &saying{"cli.file.unwritten", wording.Args{"file": file, "reason": bare(err)}, err}
}

// bare is the text of an error about a file without the file's name.
func bare(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	return err.Error()
}
