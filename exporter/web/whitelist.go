package web

import (
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// A standing is the answer to "is this MAC on the list?", with its sentence.
type standing struct {
	inventory.MACVerdict
	School   inventory.SchoolCode `json:"school,omitempty"`      // whose lists answered
	ListAt   time.Time            `json:"whitelist_at,omitzero"` // how old its copy of the whitelist is; zero: there is none
	Sentence string               `json:"sentence"`
}

// askWhitelist looks a MAC up, as somebody wrote it, in the lists of one school,
// or of every school one may see. Nothing is guessed: what is nearly listed is
// said to be nearly listed.
func (s *server) askWhitelist(r *http.Request, q ask) (any, error) {
	text := strings.TrimSpace(r.URL.Query().Get("mac"))
	if text == "" {
		return nil, badRequest("error.mac.empty")
	}
	schools, err := schoolsAsked(r, q)
	if err != nil {
		return nil, err
	}
	listed, err := s.DB.Listed(r.Context(), q.at)
	if err != nil {
		return nil, err
	}
	index := &inventory.CityIndex{Listed: listed}
	var best standing
	for _, code := range schools {
		lists, err := s.DB.Lists(r.Context(), q.Scope, code, q.at)
		if err != nil {
			return nil, err
		}
		if v := inventory.CheckMAC(text, code, lists.On(inventory.DateOf(q.at)), index); best.Standing == "" || weight(v.Standing) < weight(best.Standing) {
			best = standing{MACVerdict: v, School: code, ListAt: lists.WhitelistAt}
		}
	}
	best.Sentence = standingSentence(wording.Lang(q.lang), best)
	if best.Standing != inventory.MACUnusable && best.Standing != inventory.MACGroup {
		best.Sentence += listAge(q, best)
	}
	return best, nil
}

// listAge says how old the copy of the whitelist is that answered: what it lacks may
// have been added since.
func listAge(q ask, v standing) string {
	if v.ListAt.IsZero() {
		return wording.Text(q.lang, "standing.age.none", wording.Args{"school": string(v.School)})
	}
	return wording.Text(q.lang, "standing.age", wording.Args{"school": string(v.School), "at": v.ListAt.UTC().Format(time.RFC3339),
		"age": strconv.FormatInt(int64(q.now.Sub(v.ListAt)/time.Second), 10)})
}

// schoolsAsked are the school that a request names, or all that may be seen.
func schoolsAsked(r *http.Request, q ask) ([]inventory.SchoolCode, error) {
	code := inventory.SchoolCode(r.URL.Query().Get("school"))
	var codes []inventory.SchoolCode
	for _, school := range q.city.Schools {
		if q.Scope.Sees(school.Code) && (code == "" || code == school.Code) {
			codes = append(codes, school.Code)
		}
	}
	if len(codes) == 0 {
		return nil, fs.ErrNotExist
	}
	return codes, nil
}

// weight orders standings: the school that knows most of a MAC answers.
func weight(s inventory.MACStanding) int {
	return slices.Index([]inventory.MACStanding{inventory.MACListed, inventory.MACNearMiss, inventory.MACElsewhere,
		inventory.MACRandom, inventory.MACNotListed, inventory.MACGroup, inventory.MACUnusable}, s)
}

func standingSentence(lang wording.Lang, v standing) string {
	args := wording.Args{"mac": v.Text, "school": string(v.School), "brand": v.Vendor}
	if v.Error == "" {
		args["mac"] = v.MAC.String()
	}
	if len(v.Listed) > 0 {
		args["name"], args["lists"] = v.Listed[0].Entry.Name, listNames(v.Listed)
	}
	if len(v.Near) > 0 {
		near := v.Near[0]
		args["name"], args["entry"] = near.Entry.Name, near.Entry.MAC.String()
		args["row"], args["slip"] = strconv.Itoa(near.Entry.Row), near.Slip
	}
	var others []string
	for _, code := range v.Schools {
		others = append(others, string(code))
	}
	args["others"] = strings.Join(others, "\n")
	return wording.Text(lang, "standing."+string(v.Standing), args)
}

func listNames(in []inventory.ListedIn) string {
	var names []string
	for _, l := range in {
		if !slices.Contains(names, l.List) {
			names = append(names, l.List)
		}
	}
	return strings.Join(names, "\n")
}
