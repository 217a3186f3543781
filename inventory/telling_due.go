package inventory

import "time"

// What has a day by which people are to have dealt with it has reminders of its own:
// one in the week of that day and, if need be, one after it.

// nudge reminds of a finding with a day: on the first school day of that week, and
// once more on the first after the day. Who was told of it on such a day is not
// reminded on the same.
func (d *teller) nudge(f FindingRow, opened Telling) {
	if d.r.Program || d.r.Summary || opened.Held() || !d.Calendar.InHours(d.At) {
		return
	}
	remind, overdue := d.Calendar.reminders(f.Due)
	today, said := DateOf(d.At), d.told[f.ID]
	_, reminded := said[TellReminded]
	_, due := said[TellDue]
	switch {
	case today >= overdue:
		if !reminded && DateOf(opened.At) < overdue {
			d.own(f, TellReminded, d.At.Add(-d.Gather), false)
		}
	case today >= remind && !due && DateOf(opened.At) < remind:
		d.own(f, TellDue, d.At.Add(-d.Gather), false)
	}
}

// reminders are the days on which people are reminded of what is due on a day: the
// first school day from Monday of that week on, and the first after the day.
func (c Calendar) reminders(due Date) (remind, overdue Date) {
	day, err := time.ParseInLocation(time.DateOnly, string(due), taipei)
	if err != nil {
		return "9999-12-31", "9999-12-31"
	}
	monday := day.AddDate(0, 0, -int(day.Weekday()+6)%7)
	return DateOf(c.firstFrom(monday)), DateOf(c.firstFrom(day.AddDate(0, 0, 1)))
}
