package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"rollcall/inventory"
)

// A chromium is one tab of a headless browser that asks a bench for pages as the
// centre. Whatever a page's scripts do, or its policy forbids, is noted.
type chromium struct {
	testing.TB
	ctx  context.Context
	site *httptest.Server
}

// watch notes, before a page's own scripts run, what the content policy refuses
// and what a smuggled script would call.
const watch = `window.__refused = []; window.__ran = [];
document.addEventListener("securitypolicyviolation", e => window.__refused.push(e.violatedDirective + " " + e.blockedURI + " " + e.sample));
for (const f of ["alert", "confirm", "prompt", "pwned"]) window[f] = (x) => { window.__ran.push(f + " " + x) };`

// browse opens a browser on the pages of a bench.
func (b *bench) browse() *chromium {
	b.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		b.Fatalf("the pages are held against a browser: %v; make deps installs it", err)
	}
	centre := Identity{Actor: "centre", Role: inventory.RoleCentre, Scope: inventory.AllSchools()}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.handler.ServeHTTP(w, r.WithContext(WithIdentity(r.Context(), centre)))
	}))
	b.Cleanup(site.Close)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.WSURLReadTimeout(2*time.Minute), chromedp.UserDataDir(b.TempDir()))
	alloc, cancelAlloc := chromedp.NewExecAllocator(b.Context(), options...)
	ctx, cancel := chromedp.NewContext(alloc)
	b.Cleanup(func() { cancel(); cancelAlloc() })
	br := &chromium{TB: b.TB, ctx: ctx, site: site}
	br.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watch})
		return err
	}))
	return br
}

func (br *chromium) do(steps ...chromedp.Action[chromedp.Void]) {
	br.Helper()
	if err := chromedp.Do(br.ctx, steps...); err != nil {
		br.Fatal(err)
	}
}

// A screen is what a page is shown on.
type screen struct {
	name  string
	width int64
	dark  bool
	lang  Lang
}

// screens are a desktop and a phone, light and dark, in both languages. Every
// other two of them differ in all of that.
func screens() []screen {
	return []screen{{"desktop", 1280, false, ZhTW}, {"phone", 390, false, ZhTW}, {"phone", 390, true, En}, {"desktop", 1280, true, En}}
}

// show makes the window what a screen is.
func (br *chromium) show(s screen) {
	br.Helper()
	scheme := "light"
	if s.dark {
		scheme = "dark"
	}
	br.do(chromedp.EmulateViewport(s.width, 900), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		return err
	}))
}

// open goes to a page and waits for its end.
func (br *chromium) open(path string) {
	br.Helper()
	if err := chromedp.Do(br.ctx, chromedp.Navigate(br.site.URL+path)); err != nil {
		br.Fatalf("open %s: %v", path, err)
	}
}

// eval runs a script in the page and returns what it, or its promise, comes to.
func eval[T any](br *chromium, script string) T {
	br.Helper()
	v, err := chromedp.Run(br.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		br.Fatal(err)
	}
	return v
}

// misdeeds are what the page's policy refused and what ran on it although nobody
// meant it to.
func (br *chromium) misdeeds() []string {
	br.Helper()
	return eval[[]string](br, `window.__refused.concat(window.__ran)`)
}

// inLanguage is a page's address in a language.
func inLanguage(path string, l Lang) string {
	mark := "?"
	if strings.Contains(path, "?") {
		mark = "&"
	}
	return path + mark + "lang=" + string(l)
}
