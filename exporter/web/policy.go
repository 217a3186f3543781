package web

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"

	"rollcall/inventory"
)

// An Identity is who is asking, what that one is to rollcall, and which schools
// that one may see.
type Identity struct {
	Actor  string // a name for the record: a user, "uid 1000", "loopback"
	Role   inventory.Role
	Scope  inventory.Scope
	Person int64 // inventory.Person.ID; 0: not somebody who signed in
}

type identityKey struct{}

// WithIdentity hands a request's identity down with its context. The command
// line uses it to ask the handler in process, the unix socket for its peer.
func WithIdentity(ctx context.Context, who Identity) context.Context {
	return context.WithValue(ctx, identityKey{}, who)
}

// identify says who asks: the identity in the context, else the centre for a
// request from this machine. Nobody else is known yet.
func identify(r *http.Request) (Identity, bool) {
	if who, ok := r.Context().Value(identityKey{}).(Identity); ok {
		return who, true
	}
	if fromLoopback(r) {
		return Identity{Actor: "loopback", Role: inventory.RoleCentre, Scope: inventory.AllSchools()}, true
	}
	return Identity{}, false
}

func fromLoopback(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

// A Policy decides who may use a route and what that one sees there. The zero
// Policy admits nobody; a test refuses routes that have it.
type Policy struct {
	name  string
	admit func(Identity, bool) (inventory.Scope, error)
}

// String returns the policy's name, as the API description shows it.
func (p Policy) String() string { return p.name }

// errRefused is the answer to somebody who may not use a route at all.
var errRefused = errors.New("not allowed")

// public admits everybody and shows nothing of any school.
func public() Policy {
	return Policy{"public", func(Identity, bool) (inventory.Scope, error) {
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
		if !who.Scope.All() {
			return inventory.Scope{}, errRefused
		}
		return admit(who, known)
	}
	return p
}

// having admits everybody whose role has a right, each with their schools.
func having(name string, right inventory.Right) Policy {
	return Policy{name, func(who Identity, known bool) (inventory.Scope, error) {
		if !known || !who.Role.May(right) {
			return inventory.Scope{}, errRefused
		}
		return who.Scope, nil
	}}
}

// apply answers with the scope of a request, or why there is none.
func (p Policy) apply(r *http.Request) (Identity, error) {
	if p.admit == nil {
		return Identity{}, errRefused
	}
	who, known := identify(r)
	scope, err := p.admit(who, known)
	who.Scope = scope
	return who, err
}
