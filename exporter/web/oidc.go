package web

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// OpenID is an OpenID Connect provider where people may sign in instead: the
// city's, or Google Workspace. It lets nobody in whom the centre has not added.
type OpenID struct {
	Name         string // on the button
	Issuer       string
	ClientID     string
	ClientSecret string   // empty: a public client
	Scopes       []string // beside openid
	Domain       string   // of Google Workspace: the only one whose accounts are taken; empty: any
	Client       *http.Client

	mu       sync.Mutex
	provider *oidc.Provider
}

// LogValue keeps the secret out of logs.
func (o *OpenID) String() string { return o.Issuer }

// How long a person has to sign in elsewhere, and the provider to answer.
const (
	flowLife       = 10 * time.Minute
	openIDPatience = 15 * time.Second
)

// discover reads what the provider says of itself, once it has answered.
func (o *OpenID) discover(ctx context.Context) (*oidc.Provider, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.provider != nil {
		return o.provider, nil
	}
	// The provider keeps this context for reading its keys later on.
	p, err := oidc.NewProvider(o.context(context.WithoutCancel(ctx)), o.Issuer)
	if err != nil {
		return nil, fmt.Errorf("ask %s about itself: %w", o.Issuer, err)
	}
	o.provider = p
	return p, nil
}

// context has the client with which the provider is asked.
func (o *OpenID) context(ctx context.Context) context.Context {
	client := o.Client
	if client == nil {
		client = &http.Client{Timeout: openIDPatience}
	}
	return oidc.ClientContext(ctx, client)
}

// A flow is one person's way to the provider and back. It lies in a cookie of that
// browser, so that nobody else's answer is taken there.
type flow struct {
	State    string `json:"s"`
	Nonce    string `json:"n"`
	Verifier string `json:"v"` // of PKCE (RFC 7636)
	Next     string `json:"t,omitempty"`
	Bind     bool   `json:"b,omitempty"` // an account is to be bound to who is signed in
}

func randomText() string {
	var b [secretLength]byte
	_, _ = rand.Read(b[:]) // never an error (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(b[:])
}

const secretLength = 32

func (s *server) flowCookie(r *http.Request) string { return s.cookieName(r) + "_openid" }

func (s *server) setFlow(w http.ResponseWriter, r *http.Request, value string) {
	http.SetCookie(w, s.cookie(r, s.flowCookie(r), value, flowLife))
}

// takeFlow reads the flow of a browser, which is used up by it.
func (s *server) takeFlow(w http.ResponseWriter, r *http.Request) (flow, bool) {
	var f flow
	c, err := r.Cookie(s.flowCookie(r))
	if err != nil {
		return f, false
	}
	s.setFlow(w, r, "")
	text, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || json.Unmarshal(text, &f) != nil || f.State == "" || f.Nonce == "" || f.Verifier == "" {
		return flow{}, false
	}
	return f, subtle.ConstantTimeCompare([]byte(f.State), []byte(r.URL.Query().Get("state"))) == 1
}

func (s *server) openIDConfig(p *oidc.Provider) *oauth2.Config {
	o := s.OpenID
	return &oauth2.Config{ClientID: o.ClientID, ClientSecret: o.ClientSecret, Endpoint: p.Endpoint(),
		RedirectURL: s.address("/sign-in/openid/callback"), Scopes: append([]string{oidc.ScopeOpenID}, o.Scopes...)}
}

// toOpenID leads a person to the provider.
func (s *server) toOpenID(w http.ResponseWriter, r *http.Request) {
	if s.OpenID == nil {
		s.fail(w, r, fs.ErrNotExist)
		return
	}
	p, err := s.OpenID.discover(r.Context())
	if err != nil {
		s.openIDFailed(w, r, "sign.openid.down", err)
		return
	}
	f := flow{State: randomText(), Nonce: randomText(), Verifier: oauth2.GenerateVerifier(), Next: safeNext(r.URL.Query().Get("next")),
		Bind: r.URL.Query().Has("bind") && whoOf(r).Person != 0}
	text, err := json.Marshal(f)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.setFlow(w, r, base64.RawURLEncoding.EncodeToString(text))
	options := []oauth2.AuthCodeOption{oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)}
	if s.OpenID.Domain != "" {
		options = append(options, oauth2.SetAuthURLParam("hd", s.OpenID.Domain))
	}
	http.Redirect(w, r, s.openIDConfig(p).AuthCodeURL(f.State, options...), http.StatusSeeOther)
}

// fromOpenID takes a person back from the provider.
func (s *server) fromOpenID(w http.ResponseWriter, r *http.Request) {
	if s.OpenID == nil {
		s.fail(w, r, fs.ErrNotExist)
		return
	}
	f, ok := s.takeFlow(w, r)
	if !ok {
		s.openIDFailed(w, r, "sign.openid.lost", errors.New("state and cookie differ"))
		return
	}
	if refusal := r.URL.Query().Get("error"); refusal != "" {
		s.openIDFailed(w, r, "sign.openid.refused", fmt.Errorf("the provider says %.100q", refusal))
		return
	}
	account, err := s.OpenID.account(r.Context(), s.openIDConfig, f, r.URL.Query().Get("code"))
	if err != nil {
		s.openIDFailed(w, r, "sign.openid.failed", err)
		return
	}
	if f.Bind {
		s.bindOpenID(w, r, account)
		return
	}
	p, err := s.holderOf(r.Context(), account)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.openIDFailed(w, r, "sign.openid.nobody", errors.New("nobody has this account"))
	case err != nil:
		s.fail(w, r, storeBusy(err))
	default:
		s.begin(w, r, p, entrance{how: "openid", next: f.Next})
	}
}

func (s *server) openIDFailed(w http.ResponseWriter, r *http.Request, said string, why error) {
	s.Log.WarnContext(r.Context(), "sign-in by OpenID", "result", said, "err", why, "from", sourceOf(r))
	s.signInCounted(r, "openid_refused", "")
	s.writeSignIn(w, r, http.StatusForbidden, signInView{Said: said})
}

// An account is who a provider says somebody is.
type account struct {
	subject string // issuer and sub: together they name one account for ever (OpenID Connect Core, 2)
	mail    string // verified by the provider; empty: none is
}

// account trades the code of an answer for the account that signed in.
func (o *OpenID) account(ctx context.Context, configure func(*oidc.Provider) *oauth2.Config, f flow, code string) (account, error) {
	p, err := o.discover(ctx)
	if err != nil {
		return account{}, err
	}
	ctx, cancel := context.WithTimeout(o.context(ctx), openIDPatience)
	defer cancel()
	token, err := configure(p).Exchange(ctx, code, oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return account{}, fmt.Errorf("trade the code: %w", err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return account{}, errors.New("the answer has no id_token")
	}
	id, err := p.Verifier(&oidc.Config{ClientID: o.ClientID}).Verify(ctx, raw)
	if err != nil {
		return account{}, fmt.Errorf("verify the id_token: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(f.Nonce)) != 1 {
		return account{}, errors.New("the id_token is for another request")
	}
	return o.claimed(id)
}

// claimed reads the claims that count.
func (o *OpenID) claimed(id *oidc.IDToken) (account, error) {
	var claims struct {
		Mail     string `json:"email"`
		Verified any    `json:"email_verified"` // some providers write "true"
		Domain   string `json:"hd"`
	}
	if err := id.Claims(&claims); err != nil {
		return account{}, fmt.Errorf("read the claims: %w", err)
	}
	if o.Domain != "" && claims.Domain != o.Domain {
		return account{}, fmt.Errorf("the account is of %.100q, not of %s", claims.Domain, o.Domain)
	}
	a := account{subject: id.Issuer + " " + id.Subject}
	if claims.Verified == true || claims.Verified == "true" {
		a.mail = claims.Mail
	}
	return a, nil
}

// holderOf returns the person that an account is bound to. The first time, that is
// the one person with its verified mail address who has no other account; nobody
// is made.
func (s *server) holderOf(ctx context.Context, a account) (inventory.Person, error) {
	p, err := s.DB.PersonBySubject(ctx, a.subject)
	if err == nil && !p.Active(s.Now()) {
		err = fs.ErrNotExist
	}
	if err == nil || p.ID != 0 || !errors.Is(err, fs.ErrNotExist) || a.mail == "" {
		return p, err
	}
	people, err := s.DB.PeopleByMail(ctx, a.mail)
	if err != nil {
		return p, err
	}
	if len(people) != 1 || people[0].Subject != "" || !people[0].Active(s.Now()) {
		return p, fs.ErrNotExist
	}
	p = people[0]
	return p, s.DB.BindSubject(ctx, p.ID, a.subject, store.Event{At: s.Now(), Actor: p.Name})
}

// bindOpenID binds an account to who is signed in.
func (s *server) bindOpenID(w http.ResponseWriter, r *http.Request, a account) {
	who := whoOf(r)
	if who.Person == 0 {
		s.refuse(w, r, errUnknown)
		return
	}
	said := "bound"
	err := s.DB.BindSubject(r.Context(), who.Person, a.subject, store.Event{At: s.Now(), Actor: who.Actor})
	if errors.Is(err, fs.ErrExist) {
		said, err = "taken", nil
	}
	if err != nil {
		s.fail(w, r, storeBusy(err))
		return
	}
	http.Redirect(w, r, "/account?said="+said, http.StatusSeeOther)
}
