package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	toolkit "github.com/prometheus/exporter-toolkit/web"

	"rollcall/exporter/web"
	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/store"
)

// firstLinkLife is how long the link that makes the first person is good for; each
// start makes another one.
const firstLinkLife = 7 * 24 * time.Hour

// demoPerson is who looks at the demo.
const demoPerson = "demo"

// signIn tells the page how people sign in.
func (d *daemon) signIn(o *web.Options) {
	o.ExternalURL, o.Hosts = d.config.Web.ExternalURL, hostNames(d.config.Web)
	o.SignedIn = d.exporter.SignedIn
	o.OpenID = openID(d.config.OpenID)
}

// hostNames are the names under which the page may be asked for, beside loopback's.
func hostNames(w config.Web) []string {
	var names []string
	if u, err := url.Parse(w.ExternalURL); err == nil && u.Hostname() != "" {
		names = append(names, strings.ToLower(u.Hostname()))
	}
	if host, _, err := net.SplitHostPort(w.Listen); err == nil && host != "" {
		names = append(names, strings.ToLower(host))
	}
	return names
}

// openID is the provider of a configuration; nil: none is configured.
func openID(c config.OpenID) *web.OpenID {
	if c.Issuer == "" {
		return nil
	}
	return &web.OpenID{Name: c.Name, Issuer: c.Issuer, ClientID: c.ClientID, ClientSecret: c.ClientSecret.Reveal(), Scopes: c.Scopes, Domain: c.Domain}
}

// sayFirstLink writes the link to the log by which the first person of the centre
// is made, where there is nobody yet. Only who may read the log can use it.
func (d *daemon) sayFirstLink(ctx context.Context) error {
	secret, err := d.db.MakeFirstLink(ctx, d.pace.now(), d.pace.now().Add(firstLinkLife))
	if errors.Is(err, store.ErrNotFirst) {
		return nil
	}
	if err != nil {
		return err
	}
	d.log.Warn("nobody can sign in yet; this link makes the first person of the network centre, once", "link", d.config.Web.ExternalURL+web.LinkPath(secret))
	return nil
}

// demoLink returns a new one-time link to the demo, for a person of the centre who
// is made with the first one. A directory whose people somebody has changed since
// may have nobody to make it for: then it is empty.
func (d *daemon) demoLink(ctx context.Context) (string, error) {
	at := d.pace.now()
	who, err := d.demoPerson(ctx, at)
	if err != nil || who.ID == 0 {
		return "", err
	}
	link := inventory.Pass{Kind: inventory.PassLink, Person: who.ID, Expires: at.Add(firstLinkLife)}
	secret, err := d.db.MakePass(ctx, link, store.Event{At: at, Actor: "rollcall", Action: store.ActionUserLink, Subject: who.Name, Detail: "demo"})
	if err != nil {
		return "", err
	}
	return "http://" + d.listener.page.Addr().String() + web.LinkPath(secret), nil
}

func (d *daemon) demoPerson(ctx context.Context, at time.Time) (inventory.Person, error) {
	people, err := d.db.People(ctx)
	if err != nil {
		return inventory.Person{}, err
	}
	if len(people) == 0 {
		return d.db.AddPerson(ctx, inventory.Person{Name: demoPerson, Role: inventory.RoleCentre}, store.Event{At: at, Actor: "rollcall"})
	}
	for _, p := range people {
		if p.Role == inventory.RoleCentre && p.Active(at) {
			return p, nil
		}
	}
	return inventory.Person{}, nil
}

// serveOn serves a listener: that of the page by TLS, where the configuration
// names a file that says how.
func (d *daemon) serveOn(l net.Listener, server *http.Server) error {
	file := d.config.Web.ConfigFile
	if file == "" || l != d.listener.page {
		return server.Serve(l)
	}
	return toolkit.Serve(l, server, &toolkit.FlagConfig{WebConfigFile: &file}, d.log)
}
