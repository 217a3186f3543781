package web

import (
	"cmp"
	"io/fs"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// lookBack is for how long it is told where a device was before.
const lookBack = 7 * 24 * time.Hour

// A diagnosisView is a flow of the handbook gone through for one symptom. Without
// a symptom it is the form that asks for one.
type diagnosisView struct {
	At      time.Time            `json:"at"`
	Flow    inventory.Flow       `json:"flow"`
	School  inventory.SchoolCode `json:"school"`
	Name    string               `json:"school_name"`
	IP      netip.Addr           `json:"ip,omitzero"`
	MAC     *inventory.MAC       `json:"mac,omitempty"`
	SSID    string               `json:"ssid,omitempty"`
	Device  string               `json:"device,omitempty"` // its name in the school's lists
	Place   *diagnosisPlace      `json:"place,omitempty"`
	Steps   []stepView           `json:"steps"`
	Key     string               `json:"cause_key"` // what the cause is, for programs
	Cause   string               `json:"cause"`
	Next    string               `json:"next"`
	Kind    inventory.Kind       `json:"kind,omitempty"` // the kind of finding that the cause is
	Before  []lineItem           `json:"changed_before"` // in the two hours before, newest first
	Sharing *sharingView         `json:"shared,omitempty"`
	Mail    mailView             `json:"mail"`

	Flows   []inventory.Flow   `json:"-"`
	Schools []inventory.School `json:"-"` // that the form offers
	SSIDs   []string           `json:"-"`
	Asked   bool               `json:"-"`
}

// A stepView is one step with its answer.
type stepView struct {
	N      int                  `json:"n"`
	Title  string               `json:"title"`
	Result inventory.StepResult `json:"result"`
	Word   string               `json:"result_text"` // 正常 異常 未測量 未設定
	Says   []string             `json:"says"`
}

// A diagnosisPlace is where the device is, or was last.
type diagnosisPlace struct {
	Switch     inventory.SwitchID   `json:"switch"`
	Port       string               `json:"port"`
	VID        int                  `json:"vid,omitempty"`
	Confidence inventory.Confidence `json:"confidence"`
	Reason     string               `json:"reason"`
}

// A sharingView says who else has the same trouble. Who does not look after the
// whole city learns how many, not who.
type sharingView struct {
	N       int                    `json:"n"`
	Schools []inventory.SchoolCode `json:"schools,omitempty"`
}

// A mailView is a mail that a person may send; rollcall does not.
type mailView struct {
	Subject string `json:"subject"`
	Body    string `json:"body"`
}

// URL opens the mail in the person's own program, without an addressee.
func (m mailView) URL() string {
	return "mailto:?subject=" + mailEscape(m.Subject) + "&body=" + mailEscape(strings.ReplaceAll(m.Body, "\n", "\r\n"))
}

// askDiagnose answers for the page and its twin.
func (s *server) askDiagnose(r *http.Request, q ask) (any, error) {
	symptom, err := readSymptom(r)
	if err != nil {
		return nil, err
	}
	view := diagnosisView{At: q.at, Flow: symptom.Flow, Steps: []stepView{}, Before: []lineItem{}, Flows: inventory.Flows(), SSID: symptom.SSID,
		Asked: symptom.IP.IsValid() || !symptom.MAC.IsZero() || r.URL.Query().Get("school") != "" && symptom.Flow == inventory.FlowSchool}
	view.offer(q)
	if !view.Asked {
		if isAPI(r) {
			return nil, badRequest("error.diagnose.what")
		}
		return view, nil
	}
	if s.Diagnose == nil {
		return nil, fs.ErrNotExist
	}
	code, err := s.schoolOf(r, q, symptom)
	if err != nil {
		return nil, err
	}
	return view, s.diagnose(r, q, code, symptom, &view)
}

// readSymptom reads the form. What is given decides on the flow, where none is named.
func readSymptom(r *http.Request) (inventory.Symptom, error) {
	form := r.URL.Query()
	text := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	s := inventory.Symptom{Flow: inventory.Flow(text("flow")), SSID: text("ssid")}
	var err error
	if ip := text("ip"); ip != "" {
		if s.IP, err = netip.ParseAddr(ip); err != nil {
			return s, badRequest("error.diagnose.ip", "text", ip)
		}
		s.IP = s.IP.Unmap()
	}
	if mac := text("mac"); mac != "" {
		if s.MAC, err = inventory.ParseMAC(mac); err != nil {
			return s, badRequest("error.diagnose.mac", "text", mac)
		}
	}
	switch {
	case s.Flow == "" && s.IP.IsValid():
		s.Flow = inventory.FlowWired
	case s.Flow == "" && !s.MAC.IsZero():
		s.Flow = inventory.FlowWireless
	case s.Flow == "":
		s.Flow = inventory.FlowSchool
	}
	if !slices.Contains(inventory.Flows(), s.Flow) {
		return s, badRequest("error.diagnose.flow", "text", string(s.Flow))
	}
	return s, nil
}

// offer lists what the form lets a person choose from.
func (v *diagnosisView) offer(q ask) {
	for _, school := range q.city.Schools {
		if q.Scope.Sees(school.Code) {
			v.Schools = append(v.Schools, school)
		}
	}
	for _, z := range q.city.Plan.Zones {
		if z.SSID != "" && !slices.Contains(v.SSIDs, z.SSID) {
			v.SSIDs = append(v.SSIDs, z.SSID)
		}
	}
}

// schoolOf says which school a symptom belongs to: the one that is named, the one
// of the address' X, the one where the device was seen, or the only one there is.
// It looks at what the person may see, so a foreign thing is as good as none.
func (s *server) schoolOf(r *http.Request, q ask, asked inventory.Symptom) (inventory.SchoolCode, error) {
	if code := inventory.SchoolCode(r.URL.Query().Get("school")); code != "" {
		if _, known := q.city.School(code); !known || !q.Scope.Sees(code) {
			return "", fs.ErrNotExist
		}
		return code, nil
	}
	for _, school := range q.city.Schools {
		plan, err := q.city.Plan.For(school)
		if err == nil && q.Scope.Sees(school.Code) && asked.IP.IsValid() && plan.Owns(asked.IP) {
			return school.Code, nil
		}
	}
	if !asked.MAC.IsZero() {
		seen, err := s.DB.Sightings(r.Context(), q.Scope, store.SightingQuery{MAC: asked.MAC, To: q.at.Add(time.Second), Limit: 1})
		if err != nil {
			return "", err
		}
		for _, sg := range seen {
			if sw, ok := q.city.Switch(sg.Port.Switch); ok && sw.School != "" {
				return sw.School, nil
			}
		}
	}
	if code, one := onlySchool(q.Scope); one {
		return code, nil
	}
	return "", badRequest("error.diagnose.school")
}

// diagnose fills the view of a symptom at a school.
func (s *server) diagnose(r *http.Request, q ask, code inventory.SchoolCode, asked inventory.Symptom, v *diagnosisView) error {
	snap, err := s.snapshot(r.Context(), q, code)
	if err != nil {
		return err
	}
	clues, err := s.clues(r, q, snap, asked)
	if err != nil {
		return err
	}
	d := s.Diagnose(snap, asked, clues)
	v.School, v.Name, v.At = code, snap.School.Name, d.At
	v.show(q.lang, d)
	if v.Before, err = s.changedBefore(r.Context(), q, snap, d); err != nil {
		return err
	}
	v.Sharing, err = s.sharing(r.Context(), q, d)
	v.Mail = v.mail(q)
	return err
}

// show puts a diagnosis into words.
func (v *diagnosisView) show(l Lang, d inventory.Diagnosis) {
	v.IP, v.Device, v.Kind = d.IP, d.Name, d.Kind
	if !d.MAC.IsZero() {
		v.MAC = &d.MAC
	}
	if d.Place != nil {
		v.Place = &diagnosisPlace{d.Place.Port.Switch, d.Place.Port.IfName, d.Place.VID, d.Place.Confidence, because(l, d.Place.Why)}
	}
	for i, st := range d.Steps {
		view := stepView{N: i + 1, Title: wording.Text(l, st.Title, nil), Result: st.Result, Word: wording.Name(l, "step", string(st.Result)), Says: []string{}}
		for _, why := range st.Says {
			view.Says = append(view.Says, wording.Text(l, why.Key, why.Args))
		}
		v.Steps = append(v.Steps, view)
	}
	v.Key = strings.TrimPrefix(d.Cause.Key, "diagnose.cause.")
	v.Cause = wording.Text(l, d.Cause.Key, d.Cause.Args)
	v.Next = wording.Text(l, "diagnose.next."+v.Key, d.Cause.Args)
}

// clues are what the records know of a symptom.
func (s *server) clues(r *http.Request, q ask, snap *inventory.Snapshot, asked inventory.Symptom) (c inventory.Clues, err error) {
	query := store.FindingQuery{School: snap.School.Code}
	if q.past {
		query.At = q.at
	}
	if c.Open, err = s.DB.Findings(r.Context(), q.Scope, query); err != nil {
		return c, err
	}
	if asked.IP.IsValid() || !asked.MAC.IsZero() {
		c.Held, err = s.DB.Bindings(r.Context(), q.Scope, store.BindingQuery{IP: asked.IP, MAC: asked.MAC, To: q.at.Add(time.Second), Limit: 10})
		if err != nil {
			return c, err
		}
	}
	mac := holderOf(snap, asked, c.Held)
	if mac.IsZero() {
		return c, nil
	}
	seen, err := s.DB.Sightings(r.Context(), q.Scope, store.SightingQuery{MAC: mac, From: q.at.Add(-lookBack), To: q.at.Add(time.Second), Limit: 50})
	for _, sg := range seen {
		if sw, ok := q.city.Switch(sg.Port.Switch); ok && sw.School == snap.School.Code {
			c.Seen = append(c.Seen, sg)
		}
	}
	slices.SortStableFunc(c.Seen, func(a, b inventory.Sighting) int { return cmp.Compare(b.First.Unix(), a.First.Unix()) })
	return c, err
}

// holderOf is the device that a symptom is about.
func holderOf(snap *inventory.Snapshot, asked inventory.Symptom, held []inventory.Binding) inventory.MAC {
	if !asked.MAC.IsZero() {
		return asked.MAC
	}
	for _, b := range snap.Bindings {
		if b.IP == asked.IP && b.Open() && b.Misses == 0 {
			return b.MAC
		}
	}
	if len(held) > 0 {
		return held[0].MAC
	}
	return inventory.MAC{}
}
