package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"rollcall/inventory"
	"rollcall/inventory/config"
)

// addPageContacts adds to the schools of a configuration the contacts that pages have
// added. Where nothing was ever stored there are none.
func (e *env) addPageContacts(conf *config.Config) (err error) {
	if _, err := os.Stat(databasePath(conf)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	c, err := newClient(e.ctx, conf)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	for i := range conf.City.Schools {
		s := &conf.City.Schools[i]
		path := "/api/v1/schools/" + string(s.Code) + "/contacts"
		if err := c.ask(e.ctx, question{path: path}, func(r io.Reader) error { return addContacts(s, r) }); err != nil {
			return fmt.Errorf("ask for the contacts of %s: %w", s.Code, err)
		}
	}
	return nil
}

// addContacts adds those that do not stand in the configuration.
func addContacts(s *inventory.School, r io.Reader) error {
	var said struct {
		Contacts []struct {
			Name, Mail string
			Config     bool `json:"from_config"`
		}
	}
	if err := json.NewDecoder(r).Decode(&said); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	for _, one := range said.Contacts {
		if !one.Config {
			s.Contacts = append(s.Contacts, inventory.Contact{Name: one.Name, Mail: one.Mail})
		}
	}
	return nil
}
