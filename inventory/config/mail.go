package config

import (
	"rollcall/inventory"
)

// Mail says how mail is sent. Its zero value sends none.
type Mail struct {
	Host     string // the mail server; empty: none
	Port     int    // default 587, with TLS implicit 465, with none 25
	TLS      string // one of the TLS… constants
	CAFile   string // PEM of who signed the server's certificate; empty: whom the machine trusts
	From     string // the address that mails come from
	Name     string // what stands before it; default rollcall 網路點名
	User     string // empty: the server wants no sign-in
	Password Secret
	// PasswordFile is where the password stands, for programs that read it themselves.
	PasswordFile string
	Bounces      string   // where servers send mails back that nobody takes (RFC 5321, 4.5.5); default From
	Centre       []string // addresses of the centre
	File         string   // instead of a server: every mail becomes a line of JSON here
}

// How a connection to a mail server is encrypted.
const (
	TLSStart    = "starttls" // RFC 3207: begins in clear text, must become TLS before anything is said
	TLSImplicit = "implicit" // RFC 8314, 3.3
	TLSNone     = "none"
)

// Set says whether there is a way to send mail.
func (m Mail) Set() bool { return m.Host != "" || m.File != "" }

// Notify says how people and programs are told of findings.
type Notify struct {
	PerDay   int // messages a day to one person, beside the digest; default 10
	Remind   int // school days without a word after which one is reminded; 0: never; default 3
	Channels []Channel
}

// A Channel is a way to a program or a group of people, beside mail.
type Channel struct {
	Name    string
	Way     string // an inventory.Way…
	Host    string // the only host that is spoken to
	Private bool   // the host may be at this machine or in a private network
	URL     Secret // of a webhook or Google Chat: https://HOST/…
	Key     Secret // of a webhook: signs the bodies; empty: they are not signed
	Token   Secret // of LINE: the channel access token
	To      Secret // of LINE: the user or group that is written to
	Path    string // of a file
	Schools []inventory.SchoolCode
	Least   inventory.Severity // nothing less is told; empty: everything
	Monthly int                // of LINE: messages a month; default 200
}

// Receiver returns the receiver that a channel leads to. A room of people without
// schools of its own is the centre's.
func (c Channel) Receiver() inventory.Receiver {
	scope := inventory.AllSchools()
	if len(c.Schools) > 0 {
		scope = inventory.OnlySchools(c.Schools...)
	}
	program := c.Way == inventory.WayWebhook || c.Way == inventory.WayFile
	return inventory.Receiver{ID: c.Way + ":" + c.Name, Name: c.Name, Scope: scope, Least: c.Least,
		Program: program, Summary: c.Way == inventory.WayLine, Centre: !program && len(c.Schools) == 0}
}
