package wording

import (
	"maps"
	"strconv"
	"strings"
	"time"

	"rollcall/inventory"
)

// A Message is one finding told to a person: what, where, since when, the
// evidence in one line, what to do now, and how one knows that it is fixed.
type Message struct {
	Subject  string // [rollcall] 海燕國小｜警告｜疑似隨機MAC 6台｜#A-1023
	Title    string // the third part of the subject
	What     string
	Where    string
	Since    string
	Evidence string
	Next     string
	Fixed    string
	Ref      string // #A-1023; empty until the store has given a number
}

// Sentence is the alert as one paragraph: what, next step, how it ends.
func (m Message) Sentence(lang Lang) string {
	var parts []string
	for _, p := range []string{m.What, m.Next, m.Fixed} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, joint(lang))
}

// Ref is the reference number of a finding as people quote it.
func Ref(id int64) string {
	if id == 0 {
		return ""
	}
	return "#A-" + strconv.FormatInt(id, 10)
}

// Finding tells a finding of a school as of a moment.
func Finding(lang Lang, row inventory.FindingRow, school inventory.School, at time.Time) Message {
	args := findingArgs(lang, row, school, at)
	said := func(part string) string { return Text(lang, kindKey(row, part), args) }
	m := Message{
		Title: said("title"), What: said("what"), Evidence: said("evidence"),
		Next: said("next"), Fixed: said("fixed"),
		Where: where(lang, row, school), Ref: Ref(row.ID),
	}
	m.Since = Text(lang, "message.since", args)
	if row.Since.IsZero() {
		m.Since = Text(lang, "message.opened", args)
	}
	if row.State == inventory.StateResolved {
		m = resolved(lang, m, args)
	}
	args["title"] = m.Title
	m.Subject = strings.TrimRight(Text(lang, "subject", args), " |｜")
	return m
}

// kindKey is the key of one part of a kind's sentences, that of its variant where
// there is one.
func kindKey(row inventory.FindingRow, part string) string {
	kind := string(row.Kind)
	if v := row.Args["variant"]; v != "" && Has(kind+"."+v+"."+part) {
		return kind + "." + v + "." + part
	}
	return kind + "." + part
}

// resolved turns a message into the one that says the finding is over.
func resolved(lang Lang, m Message, args Args) Message {
	args["title"] = m.Title
	m.Title = Text(lang, "resolved.title", args)
	m.What = Text(lang, "resolved.what", args)
	m.Next, m.Fixed = "", ""
	return m
}

// findingArgs joins what the rule said with what every finding has.
func findingArgs(lang Lang, row inventory.FindingRow, school inventory.School, at time.Time) Args {
	args := maps.Clone(row.Args)
	if args == nil {
		args = Args{}
	}
	maps.Copy(args, Args{
		"school": school.Name, "severity": string(row.Severity), "ref": Ref(row.ID),
		"switch": string(row.Switch), "port": row.Port, "room": row.Room,
		"place": Place(lang, row.Switch, row.Port, row.Room), "where": whereSwitch(lang, row),
	})
	if args["ref"] == "" {
		args["ref"] = " "
	}
	if !row.MAC.IsZero() {
		args["mac"] = row.MAC.String()
	}
	if row.IP.IsValid() {
		args["ip"] = row.IP.String()
	}
	if row.VID > 0 {
		args["vid"] = strconv.Itoa(row.VID)
	}
	addAir(lang, args, row)
	addTimes(args, row, at)
	if sw, port := args["switch2"], args["port2"]; sw != "" {
		args["place2"] = Place(lang, inventory.SwitchID(sw), port, args["room2"])
	}
	return args
}

// addAir names the access point beside the port, where one is known.
func addAir(lang Lang, args Args, row inventory.FindingRow) {
	switch {
	case args["ap"] == "":
	case row.Switch == "":
		args["place"] = Text(lang, "place.air.only", args)
	default:
		args["place"] = Text(lang, "place.air", args)
	}
}

// addTimes adds the moments of a finding and how long ago they are.
func addTimes(args Args, row inventory.FindingRow, at time.Time) {
	if !row.Since.IsZero() {
		args["since"] = row.Since.Format(time.RFC3339)
		args["age"] = seconds(at.Sub(row.Since))
	}
	args["t1"] = row.Opened.Format(time.RFC3339)
	if !row.Resolved.IsZero() {
		args["t2"] = row.Resolved.Format(time.RFC3339)
		args["dur"] = seconds(row.Resolved.Sub(row.Opened))
	}
}

func seconds(d time.Duration) string { return strconv.FormatInt(int64(d/time.Second), 10) }

// Place names a switch port, with its room where that is known.
func Place(lang Lang, sw inventory.SwitchID, port, room string) string {
	args := Args{"switch": string(sw), "port": port, "room": room}
	switch {
	case sw == "":
		return Text(lang, "place.none", nil)
	case port == "":
		return Clean(string(sw))
	case room == "":
		return Text(lang, "place.port", args)
	}
	return Text(lang, "place.port.room", args)
}

// where is the line that says where to go: school, room, switch port.
func where(lang Lang, row inventory.FindingRow, school inventory.School) string {
	parts := []string{Clean(school.Name)}
	if row.Switch != "" {
		parts = append(parts, Place(lang, row.Switch, row.Port, row.Room))
	}
	return strings.Join(parts, Text(lang, "list.place", nil))
}

// whereSwitch names the room of a finding, or else what its switch is for.
func whereSwitch(lang Lang, row inventory.FindingRow) string {
	if row.Room != "" {
		return row.Room
	}
	return Name(lang, "switch_role", row.Args["role"])
}
