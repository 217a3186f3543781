package lists

import (
	"slices"
	"strings"

	"rollcall/inventory"
)

// isNoSwitch says whether another program's word for a device means something
// that forwards no frames. What is not known may be a switch.
func isNoSwitch(word string) bool {
	word = headWord(word)
	return slices.ContainsFunc([]string{"server", "printer", "power", "pdu", "ups", "storage", "camera", "phone", "accesspoint", "wireless",
		"workstation", "patchpanel", "consoleserver", "environment", "sensor", "management", "nosnmp", "firewall", "appliance"},
		func(other string) bool { return strings.Contains(word, other) }) || word == "ap"
}

// role reads what a switch is for. Exports of other programs may say what they
// like; what a person wrote in a list of ours must be known.
func (s *switchReader) role(row Row) inventory.SwitchRole {
	text := s.text(row, "role")
	role := switchRole(text)
	if text != "" && role == "" && s.report.Format == FormatList {
		s.report.refuse(RowError{Row: row.Number, Code: CodeRole, Value: text})
	}
	return role
}

func switchRole(text string) inventory.SwitchRole {
	word := headWord(text)
	for _, known := range []struct {
		role  inventory.SwitchRole
		words []string
	}{
		{inventory.SwitchCore, []string{"core", "核心", "distribution", "backbone", "骨幹"}},
		{inventory.SwitchAccess, []string{"access", "接取", "edge", "tor", "leaf"}},
		{inventory.SwitchClassroom, []string{"classroom", "教室"}},
		{inventory.SwitchController, []string{"controller", "控制器", "wlc"}},
		{inventory.SwitchRouter, []string{"router", "路由", "gateway", "閘道"}},
	} {
		for _, w := range known.words {
			if strings.Contains(word, w) {
				return known.role
			}
		}
	}
	return ""
}

// school finds out which school a switch is of: what the row says, else whose plan
// its address is in, else what the caller says.
func (s *switchReader) school(row Row, e SwitchEntry) inventory.SchoolCode {
	owner, owned := s.City.Owner(e.Address.Addr())
	said, ok := s.saidSchool(row)
	switch {
	case !ok:
		return ""
	case said == "" && owned:
		return owner.Code
	case said == "":
		said = s.Options.School
	case owned && owner.Code != said:
		s.report.note(RowError{Row: row.Number, Code: CodeOtherSchool, Value: string(e.ID), Hint: string(owner.Code)})
	}
	if said == "" && e.Address.IsValid() {
		s.report.refuse(RowError{Row: row.Number, Code: CodeNoOwner, Value: string(e.ID)})
	}
	return said
}

// saidSchool is the school that a row names by its code, or by the name of a site
// or group; empty: none. A code that is not configured is refused.
func (s *switchReader) saidSchool(row Row) (inventory.SchoolCode, bool) {
	if code := s.text(row, "school"); code != "" {
		if _, ok := s.City.School(inventory.SchoolCode(code)); ok {
			return inventory.SchoolCode(code), true
		}
		if found := s.schoolCalled(code); found != "" {
			return found, true
		}
		s.report.refuse(RowError{Row: row.Number, Code: CodeUnknownSchool, Value: code})
		return "", false
	}
	for _, group := range strings.Split(s.text(row, "site"), "\n") {
		if code := s.schoolCalled(group); code != "" {
			return code, true
		}
	}
	return "", true
}

// schoolCalled finds the one school whose code or name is in a text.
func (s *switchReader) schoolCalled(text string) inventory.SchoolCode {
	var found inventory.SchoolCode
	for _, school := range s.City.Schools {
		named := school.Name != "" && strings.Contains(text, school.Name)
		if !named && !strings.Contains(text, string(school.Code)) {
			continue
		}
		if found != "" {
			return ""
		}
		found = school.Code
	}
	return found
}
