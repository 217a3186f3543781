package config

import (
	"bytes"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"rollcall/inventory"
)

// WriteCity writes what a file of conf.d says of the city itself. Head is lines of
// comment.
func WriteCity(head []string, name string) []byte {
	var b bytes.Buffer
	writeComments(&b, "", head)
	fmt.Fprintf(&b, "city: {name: %s}\n", quoted(name))
	return b.Bytes()
}

// WriteSchool writes a school without its switches as a file of conf.d has it.
// Head is lines of comment.
func WriteSchool(head []string, s inventory.School) []byte {
	var b bytes.Buffer
	writeComments(&b, "", head)
	b.WriteString("schools:\n" + schoolLine(s))
	return b.Bytes()
}

func schoolLine(s inventory.School) string {
	fields := []string{"code: " + strconv.Quote(string(s.Code)), "name: " + quoted(s.Name)}
	if s.Kind != "" {
		fields = append(fields, "kind: "+string(s.Kind))
	}
	fields = append(fields, varFields(s.Vars)...)
	fields = append(fields, sizeFields(s)...)
	var contacts []string
	for _, c := range s.Contacts {
		contacts = append(contacts, fmt.Sprintf("{name: %s, mail: %s}", quoted(c.Name), strconv.Quote(c.Mail)))
	}
	if len(contacts) > 0 {
		fields = append(fields, "contacts: ["+strings.Join(contacts, ", ")+"]")
	}
	return "  - {" + strings.Join(fields, ", ") + "}\n"
}

// sizeFields writes how large a school is, as far as that is known.
func sizeFields(s inventory.School) []string {
	var fields []string
	if s.ClassCount > 0 {
		fields = append(fields, "class_count: "+strconv.Itoa(s.ClassCount))
	}
	if s.QuakeSensor {
		fields = append(fields, "quake_sensor: true")
	}
	if s.DownMbps > 0 && s.UpMbps > 0 {
		fields = append(fields, fmt.Sprintf("circuit: {down_mbps: %g, up_mbps: %g}", s.DownMbps, s.UpMbps))
	}
	return fields
}

// varFields writes X as the plan's one variable, and several as vars.
func varFields(vars map[string]int) []string {
	if x, ok := vars["X"]; ok && len(vars) == 1 {
		return []string{"x: " + strconv.Itoa(x)}
	}
	var pairs []string
	for _, name := range sortedKeys(vars) {
		pairs = append(pairs, fmt.Sprintf("%s: %d", quoted(name), vars[name]))
	}
	if len(pairs) == 0 {
		return nil
	}
	return []string{"vars: {" + strings.Join(pairs, ", ") + "}"}
}

// WriteCredential writes the entry of a credential whose secret stands in a file
// of its own. Version is 2c or 3; head is lines of comment.
func WriteCredential(head []string, name, version, file string) []byte {
	var b bytes.Buffer
	writeComments(&b, "", head)
	key := "community_file"
	if version == "3" {
		key = "user_file"
	}
	fmt.Fprintf(&b, "snmp:\n  %s: {version: %q, %s: %q}\n", quoted(name), version, key, file)
	return b.Bytes()
}

// WriteUser writes the secret file of an SNMPv3 user; see [ReadUserFile].
func WriteUser(c Credential) []byte {
	var b bytes.Buffer
	for _, field := range [][2]string{{"user", c.User}, {"auth", c.Auth}, {"auth_password", c.AuthPassword.Reveal()},
		{"priv", c.Priv}, {"priv_password", c.PrivPassword.Reveal()}} {
		if field[1] != "" {
			fmt.Fprintf(&b, "%s: %q\n", field[0], field[1])
		}
	}
	return b.Bytes()
}

// WriteDiscover writes where rollcall may ask for switches, beside the plan's
// networks for them.
func WriteDiscover(networks ...netip.Prefix) []byte {
	var texts []string
	for _, n := range networks {
		texts = append(texts, strconv.Quote(n.String()))
	}
	return fmt.Appendf(nil, "discover: {networks: [%s]}\n", strings.Join(texts, ", "))
}
