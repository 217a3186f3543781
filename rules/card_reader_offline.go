package rules

import (
	"time"

	"rollcall/inventory"
)

// readerGone is how long a card reader is not seen in school hours before it is
// told of.
const readerGone = 30 * time.Minute

// cardReaderOffline finds card readers that are gone in school hours. Outside of
// them nothing is begun, and nothing ended but by the reader itself.
func cardReaderOffline() Rule {
	return Rule{
		Kind: inventory.KindCardReaderOffline, Severity: inventory.Warning,
		Tables:  []inventory.Table{inventory.TableARP},
		Sources: []Source{SourceCardReader, SourcePresence},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			for _, d := range c.alwaysOn(inventory.ClassCardReader) {
				f := c.absent(d)
				presence := c.Presence(d)
				if presence == inventory.PresenceHere {
					continue
				}
				f.Doubt = presence == inventory.PresenceUnknown || !c.Calendar.InHours(c.At)
				if !f.Doubt && c.At.Sub(c.inSchool(f.Since)) < readerGone {
					continue
				}
				fs = append(fs, f)
			}
			return fs
		},
	}
}

// inSchool is a moment, or the beginning of the present school day where that is
// later.
func (c *Case) inSchool(since time.Time) time.Time {
	if opens, school := c.Calendar.Opens(c.At); school && opens.After(since) {
		return opens
	}
	return since
}
