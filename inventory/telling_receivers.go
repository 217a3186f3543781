package inventory

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Addressees are all who may be told by mail.
type Addressees struct {
	Contacts map[SchoolCode][]Contact // of the configuration, and of the pages
	People   []Person
	Centre   []string          // addresses of the centre
	CentreIs string            // what the centre is called
	Langs    map[string]string // in which language an address is written to, as people said; in lower case
}

// Receivers returns one receiver for each address, with all the schools that it
// is told of: contacts, and coordinators who may sign in and have an address.
func (a Addressees) Receivers(at time.Time) []Receiver {
	var all []Receiver
	scopes, langs := map[string][]SchoolCode{}, map[string]string{}
	add := func(mail, name string, codes ...SchoolCode) {
		id := WayMail + ":" + strings.ToLower(mail)
		if _, known := scopes[id]; !known {
			all = append(all, Receiver{ID: id, Name: name})
		}
		for _, code := range codes {
			if !slices.Contains(scopes[id], code) {
				scopes[id] = append(scopes[id], code)
			}
		}
	}
	for _, code := range sortedSchools(a.Contacts) {
		for _, c := range a.Contacts[code] {
			add(c.Mail, c.Name, code)
			langs[strings.ToLower(c.Mail)] = cmp.Or(langs[strings.ToLower(c.Mail)], c.Lang)
		}
	}
	for _, p := range a.People {
		if p.Mail != "" && p.Role == RoleCoordinator && p.Active(at) {
			add(p.Mail, p.Name, p.Schools...)
		}
	}
	for i := range all {
		all[i].Scope = OnlySchools(scopes[all[i].ID]...)
	}
	for _, mail := range a.Centre {
		all = append(all, Receiver{ID: WayMail + ":" + strings.ToLower(mail), Name: a.CentreIs, Scope: AllSchools(), Centre: true})
	}
	for i, r := range all {
		all[i].Lang = cmp.Or(a.Langs[r.Address()], langs[r.Address()])
	}
	return distinct(all)
}

func sortedSchools(contacts map[SchoolCode][]Contact) []SchoolCode {
	var codes []SchoolCode
	for code := range contacts {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

// distinct keeps one receiver of an address: an address of the centre is the
// centre's, whatever school names it too.
func distinct(all []Receiver) []Receiver {
	return slices.DeleteFunc(all, func(r Receiver) bool {
		return !r.Centre && slices.ContainsFunc(all, func(o Receiver) bool { return o.Centre && o.ID == r.ID })
	})
}
