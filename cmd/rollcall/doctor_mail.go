package main

import (
	"rollcall/exporter/wording"
)

// mail says whether the mail server answers, and sends one mail where that is asked
// for.
func (c *checkup) mail(to string) {
	m := c.conf.Mail
	if !m.Set() {
		c.add("no_mail", verdict(to == ""), to != "", nil)
		return
	}
	args := wording.Args{"server": mailServer(m), "to": to}
	if to != "" {
		err := c.testMail(c.env.ctx, c.conf, to)
		if err != nil {
			args["reason"] = inLang(err, string(c.env.lang))
		}
		c.add("mail_test", verdict(err == nil), true, args)
		return
	}
	if m.Host == "" {
		c.add("mail", stateOK, true, args) // a file takes every mail
		return
	}
	err := c.dial(mailServer(m))
	if err != nil {
		args["reason"] = err.Error()
	}
	c.add("mail", verdict(err == nil), true, args)
}
