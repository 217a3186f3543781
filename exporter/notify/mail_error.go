package notify

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/textproto"
	"strings"

	"github.com/wneessen/go-mail"

	"rollcall/exporter/wording"
)

// A Step is one of the things that must work before a mail is on its way.
type Step string

// The steps, in their order.
const (
	StepConnect   Step = "connect"
	StepGreeting  Step = "greeting"
	StepTLS       Step = "tls"
	StepAuth      Step = "auth"
	StepSender    Step = "sender"
	StepRecipient Step = "recipient"
	StepContent   Step = "content"
	StepFile      Step = "file"
)

// A MailError says which step of sending a mail did not work, and what to do.
type MailError struct {
	step      Step
	key       string
	args      wording.Args
	cause     error
	permanent bool // trying again is of no use for this mail
}

// Step returns the step that did not work; empty: nothing was begun.
func (e *MailError) Step() Step { return e.step }

// Error implements error, in English.
func (e *MailError) Error() string { return e.In(string(wording.En)) }

// In returns the sentence in a language.
func (e *MailError) In(lang string) string {
	if e.key == "" {
		return e.cause.Error()
	}
	return wording.Text(wording.Lang(lang), e.key, e.args)
}

// Unwrap returns the technical error.
func (e *MailError) Unwrap() error { return e.cause }

// failed makes the error of a step.
func (m Mailer) failed(step Step, cause error, to string) *MailError {
	var known *MailError
	if errors.As(cause, &known) && known.key == "" {
		step, cause = known.step, known.cause
	}
	return &MailError{step: step, key: "mail.step." + string(step), cause: cause, permanent: permanent(step, cause),
		args: wording.Args{"host": m.address(), "from": m.From, "to": to, "reason": reason(cause)}}
}

// permanent says whether the server refused this mail for good: its recipient or
// its content (RFC 5321, 4.2.1). That it does not like us is no fault of the mail.
func permanent(step Step, cause error) bool {
	var sending *mail.SendError
	if !errors.As(cause, &sending) {
		return false
	}
	return (step == StepRecipient || step == StepContent) && sending.ErrorCode()/100 == 5
}

// reason is the technical text, without what the library says of addresses.
func reason(err error) string {
	var reply *textproto.Error
	if errors.As(err, &reply) {
		return reply.Error()
	}
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err.Error()
	}
	text, _, _ := strings.Cut(err.Error(), ", affected ")
	var sending *mail.SendError
	if _, said, ok := strings.Cut(text, ": "); ok && errors.As(err, &sending) {
		return said
	}
	return text
}

// stepOf says which step of signing in an error is of.
func (m Mailer) stepOf(err error) Step {
	var known *MailError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var authority x509.UnknownAuthorityError
	text := err.Error()
	switch {
	case errors.As(err, &known):
		return known.step
	case errors.As(err, &certificate), errors.As(err, &record), errors.As(err, &alert), errors.As(err, &authority),
		strings.Contains(text, "STARTTLS"), strings.Contains(text, "tls: "):
		return StepTLS
	case strings.Contains(text, "AUTH"), errors.Is(err, mail.ErrNoSupportedAuthDiscovered):
		return StepAuth
	}
	return StepGreeting
}

// stepOfSending says which step of handing a mail over an error is of.
func stepOfSending(err error) Step {
	var sending *mail.SendError
	if !errors.As(err, &sending) {
		return StepGreeting
	}
	switch sending.Reason {
	case mail.ErrSMTPMailFrom, mail.ErrGetSender:
		return StepSender
	case mail.ErrSMTPRcptTo, mail.ErrGetRcpts:
		return StepRecipient
	case mail.ErrSMTPData, mail.ErrSMTPDataClose, mail.ErrWriteContent, mail.ErrNoUnencoded:
		return StepContent
	}
	return StepGreeting
}
