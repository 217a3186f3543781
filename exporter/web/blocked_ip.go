package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// A blockedIPPage is the page of one blocked address.
type blockedIPPage struct {
	blockedView
	Words   []store.Event `json:"words"`
	Mail    *unblockMail  `json:"mail"` // null: it lacks what Missing names
	Missing []string      `json:"mail_missing"`

	Lacks string         `json:"-"` // the same in words
	Did   string         `json:"-"`
	May   bool           `json:"-"`
	Today inventory.Date `json:"-"`
}

// An unblockMail asks the centre to lift a block. Nobody but a person sends it.
type unblockMail struct {
	To      string `json:"to"`
	Subject string `json:"subject"`
	Body    string `json:"body"`
}

// Link opens the mail in the person's own program (RFC 6068).
func (m unblockMail) Link() string {
	escape := func(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }
	return "mailto:" + m.To + "?subject=" + escape(m.Subject) + "&body=" + escape(strings.ReplaceAll(m.Body, "\n", "\r\n"))
}

// View is the address without what its own page adds.
func (p blockedIPPage) View() blockedView { return p.blockedView }

// Steps are the states that the address is not in.
func (p blockedIPPage) Steps() []inventory.BlockState {
	var steps []inventory.BlockState
	for _, state := range inventory.BlockStates()[1:] {
		if state != p.State {
			steps = append(steps, state)
		}
	}
	return steps
}

// Line are the states in their order.
func (p blockedIPPage) Line() []inventory.BlockState { return inventory.BlockStates()[1:] }

// askBlockedIP answers with one blocked address.
func (s *server) askBlockedIP(r *http.Request, q ask) (any, error) {
	b, err := s.blockedOf(r, q)
	if err != nil {
		return nil, err
	}
	return s.blockedIPPage(r.Context(), q, b, r.URL.Query())
}

// blockedOf finds the address of a path. One that may not be seen does not exist.
func (s *server) blockedOf(r *http.Request, q ask) (inventory.BlockedIP, error) {
	school, err := q.ownSchool(r)
	if err != nil {
		return inventory.BlockedIP{}, err
	}
	id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64) // 0 is none
	return s.DB.BlockedIP(r.Context(), q.Scope, school.Code, id)
}

func (s *server) blockedIPPage(ctx context.Context, q ask, b inventory.BlockedIP, query url.Values) (blockedIPPage, error) {
	snap, err := s.snapshot(ctx, q, b.School)
	if err != nil {
		return blockedIPPage{}, err
	}
	page := blockedIPPage{blockedView: q.blockedView(b.AsOf(snap)), Missing: b.Missing(), May: q.Role.May(inventory.RightAct), Today: inventory.DateOf(q.now)}
	if len(page.Missing) == 0 {
		page.Missing, page.Mail = []string{}, s.unblockMail(q, b, snap.School)
	}
	page.Lacks = blockFieldNames(q.lang, page.Missing)
	if did := query.Get("did"); saysPage("blocked.did." + did) {
		page.Did = say(q.lang, "blocked.did."+did)
	}
	page.Words, err = s.DB.BlockedEvents(ctx, q.Scope, b)
	return page, err
}

// unblockMail writes the mail that asks for a block to be lifted.
func (s *server) unblockMail(q ask, b inventory.BlockedIP, school inventory.School) *unblockMail {
	args := wording.Args{"school": school.Name, "code": string(school.Code), "ip": b.IP.String(), "t": stamp(b.BlockedAt), "reason": b.Reason, "name": cmp.Or(b.Then.Name, b.Then.Brand),
		"place": wording.Place(q.lang, b.Then.Switch, b.Then.Port, b.Then.Room), "os": b.OSVersion, "handling": b.Handling, "day": string(b.HandledOn),
		"who": q.Actor, "list": string(b.ListDate)}
	if b.Exact != inventory.BlockMoment {
		args["t"] = string(inventory.DateOf(b.BlockedAt))
	}
	if b.Then.Known() {
		args["mac"] = b.Then.MAC.String()
	}
	var lines []string
	for _, key := range []string{"hello", "", "ask", "", "ip", "when", "reason", "device", "place", "os", "handling", "day", "", "who"} {
		line := ""
		if key != "" {
			line = wording.Text(q.lang, "mail.unblock."+key, args)
		}
		lines = append(lines, line)
	}
	return &unblockMail{To: strings.Join(s.CentreMail, ","), Subject: wording.Text(q.lang, "mail.unblock.subject", args), Body: strings.Join(lines, "\n")}
}

// stepBlocked writes down what somebody says of an address, and leads back to it.
func (s *server) stepBlocked(w http.ResponseWriter, r *http.Request) {
	q, err := s.read(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	b, did, err := s.sayBlocked(r, q)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, blockedPath(b.School, b.ID)+"?did="+did, http.StatusSeeOther)
}

// stepBlockedJSON does for programs what stepBlocked does for people.
func (s *server) stepBlockedJSON(w http.ResponseWriter, r *http.Request) {
	q, err := s.read(r)
	var b inventory.BlockedIP
	if err == nil {
		b, _, err = s.sayBlocked(r, q)
	}
	var page blockedIPPage
	if err == nil {
		page, err = s.blockedIPPage(r.Context(), q, b, nil)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.writeJSON(w, r, http.StatusOK, page)
}

// sayBlocked reads what somebody says of an address. Fields that a form leaves out
// stay as they are.
func (s *server) sayBlocked(r *http.Request, q ask) (b inventory.BlockedIP, did string, err error) {
	if b, err = s.blockedOf(r, q); err == nil {
		err = parseForm(r)
	}
	if err != nil {
		return b, "", err
	}
	if isSet(r.PostForm.Get("look")) {
		b, err = s.DB.Locate(r.Context(), q.city, b, q.now)
		s.changed([]inventory.SchoolCode{b.School})
		return b, "looked", storeBusy(err)
	}
	step := inventory.BlockStep{State: inventory.BlockState(r.PostForm.Get("state")), OSVersion: b.OSVersion, Handling: b.Handling, HandledOn: b.HandledOn,
		Reported: isSet(r.PostForm.Get("reported")), At: q.now, Actor: q.Actor}
	if err := readTreatment(r.PostForm, &step); err != nil {
		return b, "", err
	}
	did = cmp.Or(r.PostForm.Get("state"), map[bool]string{true: "reported", false: "saved"}[step.Reported])
	next, err := s.DB.SetBlocked(r.Context(), q.Scope, b.School, b.ID, step)
	var missing *inventory.BlockMissingError
	switch {
	case errors.As(err, &missing):
		return b, "", unprocessable("error.blocked.missing", "fields", blockFieldNames(q.lang, missing.Fields))
	case err != nil && !knownState(step.State):
		return b, "", badRequest("error.blocked.state", "state", step.State)
	case err != nil:
		return b, "", storeBusy(err)
	}
	s.changed([]inventory.SchoolCode{b.School})
	return next, did, nil
}

func knownState(state inventory.BlockState) bool {
	for _, known := range inventory.BlockStates() {
		if state == known {
			return true
		}
	}
	return state == ""
}

// mostTreatment is how many characters one field of a treatment may have.
const mostTreatment = 500

// readTreatment reads what was done to the device.
func readTreatment(form url.Values, step *inventory.BlockStep) error {
	for name, into := range map[string]*string{"os_version": &step.OSVersion, "handling": &step.Handling} {
		if !form.Has(name) {
			continue
		}
		if *into = strings.TrimSpace(form.Get(name)); len([]rune(*into)) > mostTreatment {
			return badRequest("error.blocked.long", "n", mostTreatment)
		}
	}
	if !form.Has("handled_on") {
		return nil
	}
	text := strings.TrimSpace(form.Get("handled_on"))
	if step.HandledOn = ""; text == "" {
		return nil
	}
	at, err := ParseMoment(text, taipei)
	if err != nil || at.After(step.At) {
		return badRequest("error.blocked.day", "text", text)
	}
	step.HandledOn = inventory.DateOf(at)
	return nil
}
