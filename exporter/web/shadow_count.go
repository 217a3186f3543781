package web

import (
	"cmp"
	"slices"
	"time"

	"rollcall/inventory"
)

// countKinds counts what was found and what would have been told of it, by kind.
func (v *shadowView) countKinds(rows []inventory.FindingRow, told []inventory.Message, as inventory.Rollout) {
	counts := map[inventory.Kind]*shadowKind{}
	of := map[int64]*shadowKind{}
	for _, f := range rows {
		k := counts[f.Kind]
		if k == nil {
			k = &shadowKind{Kind: f.Kind, Stage: as.Stage(f.Kind)}
			counts[f.Kind] = k
		}
		of[f.ID] = k
		k.count(f, v.From, v.To)
		if !f.Opened.Before(v.From) {
			v.Opened++
		}
	}
	once := map[int64]bool{}
	for _, m := range told {
		if k := counts[m.Kind]; k != nil && m.Event != inventory.TellDigest {
			k.Messages++
		}
		for _, id := range m.Findings() {
			if k := of[id]; k != nil && !once[id] {
				once[id] = true
				k.Told++
			}
		}
	}
	for _, k := range counts {
		v.Kinds = append(v.Kinds, *k)
	}
	slices.SortFunc(v.Kinds, func(a, b shadowKind) int {
		return cmp.Or(cmp.Compare(b.Messages, a.Messages), cmp.Compare(b.Opened, a.Opened), cmp.Compare(a.Kind, b.Kind))
	})
}

func (k *shadowKind) count(f inventory.FindingRow, from, to time.Time) {
	if f.Opened.Before(from) {
		k.Lasting++
	} else {
		k.Opened++
	}
	if !f.Resolved.IsZero() && f.Resolved.Before(to) {
		k.Resolved++
	}
	if f.State == inventory.StateDismissed {
		k.Mistaken++
	}
}

// countDays counts by day in Taipei, and lists the messages.
func (v *shadowView) countDays(rows []inventory.FindingRow, told []inventory.Message, calendar inventory.Calendar) {
	index := map[inventory.Date]int{}
	for day := dayAfter(v.From, 0); day.Before(v.To); day = day.AddDate(0, 0, 1) {
		index[inventory.DateOf(day)] = len(v.Days)
		v.Days = append(v.Days, shadowDay{Day: inventory.DateOf(day), School: calendar.SchoolDay(day)})
	}
	for _, f := range rows {
		if i, in := index[inventory.DateOf(f.Opened)]; in {
			v.Days[i].Opened++
		}
	}
	for _, m := range told {
		if i, in := index[inventory.DateOf(m.At)]; in && m.Event == inventory.TellDigest {
			v.Days[i].Digests++
		} else if in {
			v.Days[i].Messages++
		}
	}
}

// countReceivers lists the messages and counts them for each receiver.
func (v *shadowView) countReceivers(told []inventory.Message, receivers []inventory.Receiver) {
	names := map[string]string{}
	for _, r := range receivers {
		names[r.ID] = cmp.Or(r.Name, r.Address(), r.ID)
		v.Receivers = append(v.Receivers, shadowReceiver{ID: r.ID, Name: names[r.ID]})
	}
	daily := map[string]map[inventory.Date]int{}
	for _, m := range told {
		v.Messages = append(v.Messages, shadowMessage{At: m.At, To: names[m.Receiver], Event: m.Event, Kind: m.Kind, Severity: m.Severity, Findings: m.Findings()})
		i := slices.IndexFunc(v.Receivers, func(r shadowReceiver) bool { return r.ID == m.Receiver })
		to := &v.Receivers[i]
		if m.Event == inventory.TellDigest {
			to.Digests++
			continue
		}
		to.Messages++
		if daily[m.Receiver] == nil {
			daily[m.Receiver] = map[inventory.Date]int{}
		}
		daily[m.Receiver][inventory.DateOf(m.At)]++
		to.Most = max(to.Most, daily[m.Receiver][inventory.DateOf(m.At)])
	}
}
