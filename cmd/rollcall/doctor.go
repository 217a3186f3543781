package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory/config"
)

// doctorCmd says what is missing on this machine and what to do about it. It reads
// no switch, and sends nothing but to the mail server and the Alertmanagers that
// are configured.
type doctorCmd struct {
	MailTo string `name:"mail-to" placeholder:"ADDRESS" help:"寄一封測試信到這個信箱 · send one test mail there."`
	Alive  bool   `help:"只問常駐程式是否還在服務，供容器使用 · only ask whether the daemon serves, for containers."`
	JSON   bool   `name:"json" help:"輸出 JSON · one JSON object."`
}

// A diagnosis is what was found of one thing.
type diagnosis struct {
	Check  string `json:"check"`
	State  string `json:"state"`  // ok, not_ok or not_known
	Needed bool   `json:"needed"` // not ok: rollcall does not do its work
	Says   string `json:"says"`
	Do     string `json:"do,omitempty"`
}

// The states of a diagnosis.
const (
	stateOK       = "ok"
	stateNotOK    = "not_ok"
	stateNotKnown = "not_known"
)

// A checkup is one look at a machine.
type checkup struct {
	machine
	env  *env
	conf *config.Config // nil: it cannot be read
	pid  int            // of the daemon; 0: none runs
	uid  int            // of whoever runs it, or will
	gid  int
	list []diagnosis
}

// add puts a diagnosis on the list. What there is to do is said only where
// something is.
func (c *checkup) add(check, state string, needed bool, args wording.Args) {
	d := diagnosis{Check: check, State: state, Needed: needed, Says: wording.Text(c.env.lang, "doctor."+check+"."+state, args)}
	if key := "doctor." + check + ".do"; state != stateOK && wording.Has(key) {
		d.Do = wording.Text(c.env.lang, key, args)
	}
	c.list = append(c.list, d)
}

// verdict is ok or not ok.
func verdict(ok bool) string {
	if ok {
		return stateOK
	}
	return stateNotOK
}

// Run looks at everything and ends with an error if something needed is not ok.
func (c *doctorCmd) Run(e *env) error {
	if c.Alive {
		return e.alive()
	}
	conf, problems := config.Load(e.config)
	p := &checkup{machine: thisMachine(), env: e, conf: conf}
	p.examine(problems, c.MailTo)
	return c.tell(e, p.list)
}

// examine makes every diagnosis, in the order in which a person puts things right.
func (c *checkup) examine(problems config.Errors, mailTo string) {
	c.whose()
	c.configuration(problems)
	c.unit()
	if len(problems) > 0 {
		return // the rest is about what it says
	}
	c.daemon()
	c.secrets()
	c.capabilities()
	c.ping()
	c.capture()
	c.ports()
	c.dataDirectory()
	c.disk()
	c.database()
	c.backups()
	c.clock()
	c.size()
	c.alertmanagers()
	c.mail(mailTo)
}

// tell prints the list; something needed that is not ok is an error.
func (c *doctorCmd) tell(e *env, list []diagnosis) error {
	bad := 0
	for _, d := range list {
		if d.Needed && d.State == stateNotOK {
			bad++
		}
	}
	if c.JSON {
		encoder := json.NewEncoder(e.stdout)
		encoder.SetEscapeHTML(false)
		err := encoder.Encode(struct {
			At     time.Time   `json:"at"`
			OK     bool        `json:"ok"`
			Checks []diagnosis `json:"checks"`
		}{time.Now().UTC().Truncate(time.Second), bad == 0, list})
		if err != nil || bad == 0 {
			return err
		}
		return &codedError{code: exitFailed}
	}
	say := newPainter(e)
	for _, d := range list {
		fmt.Fprintln(e.stdout, d.line(say))
		if d.Do != "" {
			fmt.Fprintln(e.stdout, "    → "+d.Do)
		}
	}
	if bad > 0 {
		return &saying{"cli.doctor.bad", wording.Args{"n": fmt.Sprint(bad)}, nil}
	}
	return nil
}

func (d diagnosis) line(say painter) string {
	name := wording.Text(say.lang, "doctor."+d.Check, nil)
	text := wording.Text(say.lang, "doctor.line", wording.Args{"what": name, "says": d.Says})
	switch {
	case d.State == stateOK:
		return say.good(text)
	case d.State == stateNotKnown || !d.Needed:
		return say.paint("33", "? "+text)
	}
	return say.bad(text)
}

// alive asks the daemon over its socket whether it serves.
func (e *env) alive() error {
	conf, err := e.load()
	if err != nil {
		return err
	}
	cl, running := daemonClient(conf)
	if !running {
		return &saying{"cli.doctor.dead", wording.Args{"dir": conf.DataDir}, nil}
	}
	return cl.ask(e.ctx, question{method: http.MethodGet, path: "/-/healthy"}, func(r io.Reader) error {
		_, err := io.Copy(io.Discard, r)
		return err
	})
}
