package web

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strings"

	"rollcall/inventory"
)

// An Identity is who is asking, what that one is to rollcall, and which schools
// that one may see.
type Identity struct {
	Actor  string // a name for the record: a person, "uid 1000", "loopback"
	Role   inventory.Role
	Scope  inventory.Scope
	Person int64 // inventory.Person.ID; 0: not somebody who signed in

	pass inventory.Pass // the session or token that was shown
}

type identityKey struct{}

// WithIdentity hands a request's identity down with its context. The command
// line uses it to ask the handler in process, the unix socket for its peer.
func WithIdentity(ctx context.Context, who Identity) context.Context {
	return context.WithValue(ctx, identityKey{}, who)
}

// identify says who asks: the identity in the context, else whose session or
// token the request shows. Where a request comes from makes nobody known.
func (s *server) identify(r *http.Request) (who Identity, known bool, err error) {
	if who, ok := r.Context().Value(identityKey{}).(Identity); ok {
		return who, true, nil
	}
	if secret := s.sessionSecret(r); secret != "" {
		if who, known, err = s.gate.admit(r.Context(), inventory.PassSession, secret); known || err != nil {
			return who, known, err
		}
	}
	if secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return s.gate.admit(r.Context(), inventory.PassToken, secret)
	}
	return Identity{}, false, nil
}

// fromLoopback says whether a request was made on this machine, and was not only
// passed on here by a proxy.
func fromLoopback(r *http.Request) bool {
	for _, passedOn := range []string{"Forwarded", "X-Forwarded-For", "Via"} {
		if r.Header.Get(passedOn) != "" {
			return false
		}
	}
	addr, ok := peerOf(r)
	return ok && addr.IsLoopback()
}

// peerOf is the address at the other end of a request's connection.
func peerOf(r *http.Request) (netip.Addr, bool) {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	return ap.Addr().Unmap(), err == nil
}

// A Policy decides who may use a route and what that one sees there. The zero
// Policy admits nobody; a test refuses routes that have it.
type Policy struct {
	name  string
	admit func(Identity, bool) (inventory.Scope, error)
	local bool // programs on this machine are as good as the centre
}

// String returns the policy's name, as the API description shows it.
func (p Policy) String() string { return p.name }

// The answers to somebody who may not use a route at all.
var (
	errRefused = errors.New("not allowed")
	errUnknown = errors.New("not signed in")
)

// public admits everybody and shows nothing of any school.
func public() Policy {
	return Policy{name: "public", admit: func(Identity, bool) (inventory.Scope, error) {
		return inventory.Scope{}, nil
	}}
}

// reader admits everybody who is known, each with the schools that are theirs.
func reader() Policy { return having("reader", inventory.RightRead) }

// exporter admits everybody who may take records away as files.
func exporter() Policy { return having("exporter", inventory.RightExport) }

// judge admits everybody who may say a word on the findings of their schools.
func judge() Policy { return having("judge", inventory.RightAct) }

// editor admits everybody who may change the lists of their schools.
func editor() Policy { return having("editor", inventory.RightEdit) }

// centre admits those who look after every school.
func centre() Policy {
	p := having("centre", inventory.RightManage)
	admit := p.admit
	p.admit = func(who Identity, known bool) (inventory.Scope, error) {
		if known && !who.Scope.All() {
			return inventory.Scope{}, errRefused
		}
		return admit(who, known)
	}
	return p
}

// machine admits the centre, and programs on this machine: Prometheus, and what
// has the configuration read again.
func machine() Policy {
	p := centre()
	p.name, p.local = "machine", true
	return p
}

// having admits everybody whose role has a right, each with their schools.
func having(name string, right inventory.Right) Policy {
	return Policy{name: name, admit: func(who Identity, known bool) (inventory.Scope, error) {
		if !known {
			return inventory.Scope{}, errUnknown
		}
		if !who.Role.May(right) {
			return inventory.Scope{}, errRefused
		}
		return who.Scope, nil
	}}
}

// apply answers with the scope of a request by somebody, or why there is none.
func (p Policy) apply(r *http.Request, who Identity, known bool) (Identity, error) {
	if p.admit == nil {
		return Identity{}, errRefused
	}
	if p.local && !known && fromLoopback(r) {
		who, known = Identity{Actor: "loopback", Role: inventory.RoleCentre, Scope: inventory.AllSchools()}, true
	}
	scope, err := p.admit(who, known)
	who.Scope = scope
	return who, err
}
