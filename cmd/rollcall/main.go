// Command rollcall takes attendance on a city's school networks: it reads
// switches by SNMP, checks every device against the schools' lists and the
// city's plan, and keeps the history. See the README for what each verb does.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
	kongcompletion "github.com/jotaen/kong-completion"

	"rollcall/exporter/wording"
)

// Exit codes that scripts may rely on.
const (
	exitDone    = 0
	exitFailed  = 1 // it did not work
	exitUsage   = 2 // wrong usage
	exitRefused = 3 // newer schema, bad config, second daemon
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(report(err, os.Stderr))
}

// A codedError is an error that ends the program with a code of its own. An
// empty text means that everything has been said already.
type codedError struct {
	code int
	err  error
}

// Error implements error.
func (e *codedError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

// Unwrap returns the error that has the code.
func (e *codedError) Unwrap() error { return e.err }

func refused(err error) error { return &codedError{exitRefused, err} }
func usage(err error) error   { return &codedError{exitUsage, err} }

// report prints an error for a person and returns the exit code.
func report(err error, stderr io.Writer) int {
	if err == nil {
		return exitDone
	}
	if text := err.Error(); text != "" {
		fmt.Fprintln(stderr, "rollcall:", text)
	}
	var coded *codedError
	if errors.As(err, &coded) {
		return coded.code
	}
	return exitFailed
}

// exited is how kong's wish to end the process reaches run.
type exited int

// run is the program: it does what args say and returns when that is done or
// ctx ends.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	defer func() {
		if code, ok := recover().(exited); ok && code != 0 {
			err = &codedError{code: int(code)}
		}
	}()
	var c cli
	parser, err := kong.New(&c, kong.Name("rollcall"), kong.Description(description),
		kong.Writers(stdout, stderr), kong.Exit(func(code int) { panic(exited(code)) }),
		kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		return fmt.Errorf("set up the command line: %w", err)
	}
	kongcompletion.Register(parser) // answers the shell, and ends the process, where the shell asks
	if len(args) == 0 {
		args = []string{"--help"}
	}
	k, err := parser.Parse(args)
	lang := language(c.Lang, os.Getenv)
	if err != nil {
		return tell(lang, usage(&saying{"cli.usage", wording.Args{"reason": err.Error()}, err}))
	}
	return tell(lang, k.Run(&env{ctx: ctx, stdout: stdout, stderr: stderr, config: c.Config, lang: lang}))
}
