package web

import (
	"net/http"
	"strings"
)

const langCookie = "rollcall_lang"

// chooseLang answers with the language of a request: the one asked for by
// ?lang=, else the one remembered, else for programs what Accept-Language
// says, else the first language of the house.
func chooseLang(r *http.Request) Lang {
	if l, ok := parseLang(r.URL.Query().Get("lang")); ok {
		return l
	}
	if c, err := r.Cookie(langCookie); err == nil {
		if l, ok := parseLang(c.Value); ok {
			return l
		}
	}
	if isAPI(r) {
		if l, ok := parseLang(r.Header.Get("Accept-Language")); ok {
			return l
		}
	}
	return ZhTW
}

// parseLang reads the first tag of a language list by its primary subtag (BCP 47).
func parseLang(s string) (Lang, bool) {
	tag, _, _ := strings.Cut(s, ",")
	tag, _, _ = strings.Cut(strings.TrimSpace(tag), "-")
	switch strings.ToLower(tag) {
	case "zh":
		return ZhTW, true
	case "en":
		return En, true
	}
	return "", false
}

// rememberLang keeps a language that was asked for in the address.
func rememberLang(w http.ResponseWriter, r *http.Request) {
	l, ok := parseLang(r.URL.Query().Get("lang"))
	if !ok || isAPI(r) {
		return
	}
	http.SetCookie(w, &http.Cookie{Name: langCookie, Value: string(l), Path: "/",
		MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// other is the language that a page in l offers.
func other(l Lang) Lang {
	if l == En {
		return ZhTW
	}
	return En
}

// ownName is what a language calls itself.
func ownName(l Lang) string {
	if l == En {
		return "English"
	}
	return "中文"
}

// otherLang is the address of the same page in the other language.
func otherLang(r *http.Request, now Lang) string {
	u := *r.URL
	q := u.Query()
	q.Set("lang", string(other(now)))
	u.RawQuery = q.Encode()
	return u.RequestURI()
}

// isAPI says whether a request is a program's.
func isAPI(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/") }
