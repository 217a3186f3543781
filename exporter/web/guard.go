package web

import (
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"
)

// Limits on what a request may bring.
const (
	maxQuery  = 8 << 10  // bytes of the query string
	maxBody   = 1 << 20  // bytes of a request body
	maxUpload = 10 << 20 // bytes of an imported list
)

// contentPolicy lets a page use its own stylesheet, script and images, and
// nothing else; no script or style stands inside a page (CSP level 3).
const contentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard wraps the routes with what holds for every one of them.
func (s *server) guard(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, &usageError{http.StatusForbidden, "error.cross_origin", nil})
	}))
	return s.recovers(headers(s.checks(cross.Handler(next))))
}

func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// checks refuses requests by their outside, before any route looks at them.
func (s *server) checks(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.hostAllowed(r) {
			s.fail(w, r, &usageError{http.StatusMisdirectedRequest, "error.host", []any{"host", r.Host}})
			return
		}
		if len(r.URL.RawQuery) > maxQuery {
			s.fail(w, r, &usageError{http.StatusRequestURITooLong, "error.query_too_long", nil})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// hostAllowed keeps a name server of somebody else's from making a browser on
// this machine talk to us under that one's name (DNS rebinding). Who comes
// through the unix socket or in process has no such browser.
func (s *server) hostAllowed(r *http.Request) bool {
	if _, given := r.Context().Value(identityKey{}).(Identity); given {
		return true
	}
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	if host == "localhost" || slices.Contains(s.Hosts, host) {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && (addr.IsLoopback() || addr.Unmap() == ownAddress(r))
}

// ownAddress is the address of ours that a request came to. Who asks for it by
// number has asked no name server.
func ownAddress(r *http.Request) netip.Addr {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	return local.AddrPort().Addr().Unmap()
}

// recovers is the last resort: a bug of ours costs one request.
func (s *server) recovers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			bug := recover()
			if bug == nil {
				return
			}
			if bug == http.ErrAbortHandler {
				panic(bug)
			}
			s.Log.ErrorContext(r.Context(), "page panicked", "path", r.URL.Path, "bug", bug,
				"stack", string(debug.Stack()))
			w.WriteHeader(http.StatusInternalServerError)
		}()
		next.ServeHTTP(w, r)
	})
}

// admit puts a route's policy and body limit in front of its handler.
func (s *server) admit(rt route) http.Handler {
	limit := int64(maxBody)
	if rt.upload {
		limit = maxUpload
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, known, err := s.identify(r)
		if err == nil {
			who, err = rt.policy.apply(r, who, known)
		}
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		rememberLang(w, r)
		s.whileAllowed(rt.policy, who, rt.serve)(w, r.WithContext(withScope(r.Context(), who)))
	})
}
