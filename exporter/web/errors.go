package web

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
)

// A usageError is a request that cannot be answered as it stands. Its key is
// that of a sentence which says what to change; args fill it, names and values
// in turn.
type usageError struct {
	status int
	key    string
	args   []any
}

func (e *usageError) Error() string { return say(En, e.key, e.args...) }

func badRequest(key string, args ...any) error {
	return &usageError{http.StatusBadRequest, key, args}
}

// A refusedFile is a list of which nothing was taken in, because of some rows.
type refusedFile struct{ rows []refusedRow }

func (e *refusedFile) Error() string { return say(En, "import.refused", "n", len(e.rows)) }

// A failure is what a person or a program is told of an error. What is foreign
// and what is missing are told alike; the inside of an error stays in the log.
type failure struct {
	Status  int          `json:"-"`
	Code    string       `json:"code"`
	Message string       `json:"error"`
	Lines   []string     `json:"errors,omitempty"`
	Refused []refusedRow `json:"refused,omitempty"`
}

func explain(err error, l Lang) failure {
	var usage *usageError
	var file *refusedFile
	var tooBig *http.MaxBytesError
	told := func(status int, key string, args ...any) failure {
		return failure{Status: status, Code: key, Message: say(l, key, args...)}
	}
	switch {
	case errors.As(err, &usage):
		return told(usage.status, usage.key, usage.args...)
	case errors.As(err, &file):
		f := told(http.StatusUnprocessableEntity, "import.refused", "n", len(file.rows))
		f.Refused, f.Lines = file.rows, rowLines(l, file.rows)
		return f
	case errors.As(err, &tooBig):
		return told(http.StatusRequestEntityTooLarge, "error.too_big", "limit", tooBig.Limit>>20)
	case errors.Is(err, fs.ErrNotExist):
		return told(http.StatusNotFound, "error.not_found")
	case errors.Is(err, errRefused):
		return told(http.StatusForbidden, "error.refused")
	}
	return told(http.StatusInternalServerError, "error.internal")
}

func rowLines(l Lang, rows []refusedRow) []string {
	lines := make([]string, 0, len(rows))
	for _, row := range rows {
		line := row.Reason
		if row.Row > 0 {
			line = fmt.Sprintf("%s%s", say(l, "import.row", "n", row.Row), row.Reason)
		}
		lines = append(lines, line)
	}
	return lines
}
