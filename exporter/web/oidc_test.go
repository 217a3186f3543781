package web

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// A provider is an OpenID Connect provider on loopback. It lets everybody in as
// the account it is told, and may break the rules on purpose.
type provider struct {
	*httptest.Server
	t      *testing.T
	key    *ecdsa.PrivateKey
	claims map[string]any      // over the usual ones
	forge  func(string) string // changes the id_token
	signer *ecdsa.PrivateKey   // signs in place of key

	mu    sync.Mutex
	asked map[string]url.Values // by code: what was asked for
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{t: t, key: key, signer: key, claims: map[string]any{}, asked: map[string]url.Values{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("POST /token", p.token)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *provider) answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(body); err != nil {
		p.t.Error(err)
	}
}

func (p *provider) discovery(w http.ResponseWriter, _ *http.Request) {
	p.answer(w, map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token",
		"jwks_uri": p.URL + "/keys", "id_token_signing_alg_values_supported": []string{"ES256"}})
}

func (p *provider) keys(w http.ResponseWriter, _ *http.Request) {
	p.answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.key.Public(), KeyID: "one", Algorithm: "ES256", Use: "sig"}}})
}

// authorize is the person's visit at the provider: it returns where the browser
// is sent back to.
func (p *provider) authorize(at string) string {
	p.t.Helper()
	u, err := url.Parse(at)
	if err != nil || u.Path != "/authorize" {
		p.t.Fatalf("sent to %q: %v", at, err)
	}
	q := u.Query()
	for name, want := range map[string]string{"response_type": "code", "client_id": "rollcall", "code_challenge_method": "S256", "scope": "openid email"} {
		if q.Get(name) != want {
			p.t.Errorf("%s is %q, want %q", name, q.Get(name), want)
		}
	}
	if len(q.Get("state")) < 40 || len(q.Get("nonce")) < 40 || len(q.Get("code_challenge")) < 40 {
		p.t.Errorf("state, nonce or challenge is short: %v", q)
	}
	code := randomText()
	p.mu.Lock()
	p.asked[code] = q
	p.mu.Unlock()
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil {
		p.t.Fatal(err)
	}
	back.RawQuery = url.Values{"state": {q.Get("state")}, "code": {code}}.Encode()
	return back.RequestURI()
}

// token trades a code, once, for whoever knows the verifier (RFC 7636, 4.6).
func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	asked, ok := p.asked[r.PostFormValue("code")]
	delete(p.asked, r.PostFormValue("code"))
	p.mu.Unlock()
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	id, secret, _ := r.BasicAuth()
	if !ok || base64.RawURLEncoding.EncodeToString(sum[:]) != asked.Get("code_challenge") || id != "rollcall" || secret != "hunter2" {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	claims := map[string]any{"iss": p.URL, "aud": "rollcall", "sub": "42", "nonce": asked.Get("nonce"), "exp": time.Now().Add(time.Hour).Unix(),
		"iat": time.Now().Unix(), "email": "chen@179901.example", "email_verified": true}
	for name, value := range p.claims {
		claims[name] = value
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: p.signer}, (&jose.SignerOptions{}).WithHeader("kid", "one"))
	if err != nil {
		p.t.Error(err)
		return
	}
	raw, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		p.t.Error(err)
		return
	}
	if p.forge != nil {
		raw = p.forge(raw)
	}
	p.answer(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": raw})
}

// withProvider is a door beside which people may sign in elsewhere.
func withProvider(t *testing.T) (*door, *provider) {
	t.Helper()
	d, p := newDoor(t), newProvider(t)
	d.options.OpenID = &OpenID{Name: "市府帳號", Issuer: p.URL, ClientID: "rollcall", ClientSecret: "hunter2", Scopes: []string{"email"}}
	d.rebuild()
	return d, p
}

// roundTrip goes to the provider and back.
func (p *provider) roundTrip(b *browser, query string) *httptest.ResponseRecorder {
	p.t.Helper()
	to := b.get("/sign-in/openid" + query)
	if to.Code != http.StatusSeeOther {
		p.t.Fatalf("not sent to the provider: %d %.300s", to.Code, to.Body)
	}
	return b.get(p.authorize(to.Header().Get("Location")))
}

func TestSigningInElsewhere(t *testing.T) {
	d, p := withProvider(t)
	d.person(inventory.Person{Name: "chen", Mail: "chen@179901.example", Role: inventory.RoleCoordinator, Schools: []inventory.SchoolCode{"179901"}})
	if page := d.browser().get("/sign-in").Body.String(); !strings.Contains(page, "用「市府帳號」登入") {
		t.Error("the page does not offer it")
	}
	b := d.browser()
	leads(t, p.roundTrip(b, "?next=/schools/179901"), "/schools/179901")
	status(t, b.get("/schools/179901"), http.StatusOK)
	// from now on the account counts, not the mail address
	p.claims["email"], p.claims["email_verified"] = "other@179901.example", false
	leads(t, p.roundTrip(d.browser(), "?next=//attacker.example"), "/")
	who, err := d.db.PersonNamed(t.Context(), "chen")
	if err != nil || who.Subject != p.URL+" 42" {
		t.Errorf("bound to %q, %v", who.Subject, err)
	}
	if err := d.db.DisablePerson(t.Context(), who.ID, store.Event{At: now, Actor: "boss"}); err != nil {
		t.Fatal(err)
	}
	status(t, p.roundTrip(d.browser(), ""), http.StatusForbidden)
}

// TestNobodyComesInFromElsewhere holds what must not sign anybody in.
func TestNobodyComesInFromElsewhere(t *testing.T) {
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*door, *provider){
		"a mail address nobody has": func(_ *door, p *provider) { p.claims["email"] = "nobody@179901.example" },
		"one that is not verified":  func(_ *door, p *provider) { p.claims["email_verified"] = false },
		"one that says nothing":     func(_ *door, p *provider) { p.claims["email_verified"] = nil },
		"a mail address of two": func(d *door, _ *provider) {
			d.person(inventory.Person{Name: "lin", Mail: "chen@179901.example", Role: inventory.RoleCentre})
		},
		"another nonce":            func(_ *door, p *provider) { p.claims["nonce"] = "made up" },
		"another client":           func(_ *door, p *provider) { p.claims["aud"] = "somebody else" },
		"another issuer":           func(_ *door, p *provider) { p.claims["iss"] = "https://id.example" },
		"a token that has run out": func(_ *door, p *provider) { p.claims["exp"] = time.Now().Add(-time.Hour).Unix() },
		"a key of somebody else":   func(_ *door, p *provider) { p.signer = other },
		"a signature that is cut":  func(_ *door, p *provider) { p.forge = func(raw string) string { return raw[:len(raw)-8] } },
		"no signature":             func(_ *door, p *provider) { p.forge = unsigned },
		"another domain": func(d *door, p *provider) {
			d.options.OpenID.Domain = "school.example"
			p.claims["hd"] = "attacker.example"
		},
		"no domain": func(d *door, _ *provider) { d.options.OpenID.Domain = "school.example" },
		"somebody who was disabled": func(d *door, _ *provider) {
			chen, err := d.db.PersonNamed(t.Context(), "chen")
			if err == nil {
				err = d.db.DisablePerson(t.Context(), chen.ID, store.Event{At: now, Actor: "boss"})
			}
			if err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			d, p := withProvider(t)
			d.person(inventory.Person{Name: "chen", Mail: "chen@179901.example", Role: inventory.RoleCoordinator, Schools: []inventory.SchoolCode{"179901"}})
			people, err := d.db.People(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			spoil(d, p)
			b := d.browser()
			status(t, p.roundTrip(b, ""), http.StatusForbidden)
			if b.cookies[plainCookie] != nil {
				t.Error("got a session")
			}
			if after, _ := d.db.People(t.Context()); len(after) > len(people)+1 || name != "a mail address of two" && len(after) != len(people) {
				t.Errorf("signing in elsewhere made somebody: %+v", after)
			}
		})
	}
}

// unsigned replaces the signature by "none" (RFC 7519, 6.1).
func unsigned(raw string) string {
	parts := strings.Split(raw, ".")
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + parts[1] + "."
}

// TestOnlyTheBrowserThatAskedIsLetIn holds state and cookie together.
func TestOnlyTheBrowserThatAskedIsLetIn(t *testing.T) {
	d, p := withProvider(t)
	d.person(inventory.Person{Name: "chen", Mail: "chen@179901.example", Role: inventory.RoleCoordinator, Schools: []inventory.SchoolCode{"179901"}})
	b := d.browser()
	back := p.authorize(b.get("/sign-in/openid").Header().Get("Location"))
	status(t, d.browser().get(back), http.StatusForbidden) // somebody else's browser
	victim := d.browser()
	victim.get("/sign-in/openid")
	status(t, victim.get(back), http.StatusForbidden) // one that has asked for itself
	status(t, b.get(strings.Replace(back, "state=", "state=x", 1)), http.StatusForbidden)
	status(t, b.get(back), http.StatusForbidden) // the flow was used up by that
	fresh := d.browser()
	again := p.authorize(fresh.get("/sign-in/openid").Header().Get("Location"))
	leads(t, fresh.get(again), "/")
	status(t, fresh.get(again), http.StatusForbidden) // a code is good once
	refusing := d.browser()
	state, err := url.Parse(refusing.get("/sign-in/openid").Header().Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	status(t, refusing.get("/sign-in/openid/callback?error=access_denied&state="+url.QueryEscape(state.Query().Get("state"))), http.StatusForbidden)
}

func TestAnAccountIsBoundByItsOwner(t *testing.T) {
	d, p := withProvider(t)
	d.somebody(inventory.Person{Name: "chen", Role: inventory.RoleCoordinator, Schools: []inventory.SchoolCode{"179901"}})
	d.somebody(inventory.Person{Name: "lin", Role: inventory.RoleCoordinator, Schools: []inventory.SchoolCode{"179902"}})
	p.claims["email_verified"] = false
	status(t, p.roundTrip(d.browser(), ""), http.StatusForbidden)
	b := d.browser()
	b.signIn("chen", goodPassword)
	leads(t, p.roundTrip(b, "?bind=1"), "/account?said=bound")
	leads(t, p.roundTrip(d.browser(), ""), "/")
	other := d.browser()
	other.signIn("lin", goodPassword)
	leads(t, p.roundTrip(other, "?bind=1"), "/account?said=taken")
}

func TestAProviderThatIsDown(t *testing.T) {
	d, p := withProvider(t)
	p.Close()
	got := d.browser().get("/sign-in/openid")
	status(t, got, http.StatusForbidden)
	if !strings.Contains(got.Body.String(), "沒有回應") {
		t.Errorf("said %.500s", got.Body)
	}
	d.options.OpenID = nil
	d.rebuild()
	status(t, d.browser().get("/sign-in/openid"), http.StatusNotFound)
}
