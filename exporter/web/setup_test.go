package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/config"
)

const markup = `"><script>alert(1)</script>`

// asks makes a request as somebody of the centre, or of one school.
func asks(t *testing.T, method, path string, who Identity) *http.Request {
	t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader("city=x&community=hunter2"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r.WithContext(WithIdentity(t.Context(), who))
}

func atCentre() Identity {
	return Identity{Actor: "amy", Role: inventory.RoleCentre, Scope: inventory.AllSchools()}
}

// settingUp is a bench whose set-up is at some state.
func settingUp(t *testing.T, state SetupState) (*bench, *[]string) {
	t.Helper()
	b := newBench(t)
	var taken []string
	b.options.Setup = &Setup{
		Look: func(context.Context, Identity) (SetupState, error) { return state, nil },
		Take: func(_ context.Context, who Identity, step string, form url.Values) error {
			taken = append(taken, who.Actor+" "+step+" "+form.Get("community"))
			return nil
		},
	}
	b.options.Due = func(inventory.SwitchID) time.Time { return now.Add(time.Minute) }
	b.handler = New(b.options)
	return b, &taken
}

// TestSetupPageAtEveryStep shows each state in both languages, with nothing that a
// list or a network says taken for markup.
func TestSetupPageAtEveryStep(t *testing.T) {
	said := config.Sentence{Zh: "好了" + markup, En: "done" + markup}
	found := SetupSwitch{Name: "hy-core" + markup, Address: "192.0.2.1", Model: markup, Place: markup, Role: inventory.SwitchCore, Credential: "v2c", Tables: []SetupTable{
		{Table: inventory.TableFDB, Rows: 7}, {Table: inventory.TableWireless, Reason: inventory.ReasonUnsupported}, {Table: inventory.TableARP, Reason: inventory.ReasonTimeout}}}
	for name, tt := range map[string]struct {
		state  SetupState
		zh, en string
	}{
		"fresh":     {SetupState{Plans: config.Templates()}, "基隆市", "Keelung"},
		"wrong":     {SetupState{Plans: config.Templates(), Wrong: StepCity, Problems: []config.Sentence{said}, Values: map[string]string{"city": markup}}, "還差一點", "Not yet"},
		"held":      {SetupState{Holder: "bob" + markup, Since: now}, "正在這裡設定", "has been setting things up"},
		"city":      {SetupState{City: "示範市" + markup, Vars: []string{"X", "Y"}, Credentials: []string{"ro"}, Said: &said}, "核心交換器", "core switch"},
		"mail":      {SetupState{City: "示範市", Mail: "smtp.example.net:587"}, "寄出測試信", "Send test mail"},
		"searching": {SetupState{City: "示範市", Search: &SetupSearch{Running: true, School: markup, Core: "192.0.2.1", Networks: []string{"192.0.2.0/24"}}}, "每 3 秒更新", "every 3 seconds"},
		"silent":    {SetupState{City: "示範市", Search: &SetupSearch{Core: "192.0.2.1", Missed: []config.Sentence{said}}}, "沒有讀到", "was not read"},
		"found":     {SetupState{City: "示範市", Search: &SetupSearch{Core: "192.0.2.1", Found: []SetupSwitch{found}}}, "找到 1 台交換器，要加入嗎？", "Found 1 switches. Add them?"},
	} {
		b, _ := settingUp(t, tt.state)
		for lang, want := range map[string]string{"zh-TW": tt.zh, "en": tt.en} {
			got := b.do(asks(t, http.MethodGet, "/setup?lang="+lang, atCentre()))
			body := got.Body.String()
			if got.Code != http.StatusOK || !strings.Contains(body, want) || strings.Contains(body, "<script>alert") {
				t.Errorf("%s in %s: %d, %q is missing or markup is not escaped\n%s", name, lang, got.Code, want, body)
			}
			if refresh := got.Header().Get("Refresh"); (refresh != "") != (name == "searching") {
				t.Errorf("%s: comes again after %q", name, refresh)
			}
		}
	}
}

// TestSetupSaysWhenTheFirstReadingIsDone for schools that nobody has read.
func TestSetupSaysWhenTheFirstReadingIsDone(t *testing.T) {
	b, _ := settingUp(t, SetupState{City: "示範市"})
	body := b.do(asks(t, http.MethodGet, "/setup", atCentre())).Body.String()
	if want := say(ZhTW, "unread.due", "at", stamp(now.Add(time.Minute))); !strings.Contains(body, want) {
		t.Errorf("%q is missing", want)
	}
}

// TestSetupIsTheCentres: nobody else looks or takes, and a form leads back to the page.
func TestSetupIsTheCentres(t *testing.T) {
	b, taken := settingUp(t, SetupState{})
	got := b.do(asks(t, http.MethodPost, "/setup/city", atCentre()))
	if got.Code != http.StatusSeeOther || got.Header().Get("Location") != "/setup#city" || len(*taken) != 1 || (*taken)[0] != "amy city hunter2" {
		t.Errorf("%d %q, taken %q", got.Code, got.Header(), *taken)
	}
	coordinator := Identity{Actor: "bob", Role: inventory.RoleCoordinator, Scope: inventory.OnlySchools("179901")}
	for _, r := range []*http.Request{asks(t, http.MethodGet, "/setup", coordinator), asks(t, http.MethodPost, "/setup/city", coordinator), asks(t, http.MethodGet, "/api/v1/setup", coordinator)} {
		if got := b.do(r); got.Code != http.StatusForbidden {
			t.Errorf("a coordinator's %s %s: %d", r.Method, r.URL, got.Code)
		}
	}
	if len(*taken) != 1 {
		t.Errorf("taken %q", *taken)
	}
	cross := asks(t, http.MethodPost, "/setup/city", atCentre())
	cross.Header.Set("Sec-Fetch-Site", "cross-site")
	if got := b.do(cross); got.Code != http.StatusForbidden || len(*taken) != 1 {
		t.Errorf("from another site: %d, taken %q", got.Code, *taken)
	}
}

// TestWithoutASetUpThePageSaysWhy asks where nothing takes over what the page writes.
func TestWithoutASetUpThePageSaysWhy(t *testing.T) {
	b := newBench(t)
	got := b.get("/setup?lang=zh-TW")
	if got.Code != http.StatusNotFound || !strings.Contains(got.Body.String(), "rollcall demo") {
		t.Errorf("%d %s", got.Code, got.Body)
	}
	if got := b.getAs("/setup", "179901"); strings.Contains(got.Body.String(), "rollcall demo") {
		t.Errorf("a coordinator is told: %d", got.Code)
	}
}
