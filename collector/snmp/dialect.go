package snmp

import "strings"

// A reading is one plausible way to understand a table. fit says how well it
// agrees with the other tables: 0 to 1.
type reading struct {
	name string
	fit  float64
}

// A verdict is the reading that was chosen and the one that came second, as the
// memory keeps it for the next poll.
type verdict struct {
	Name        string  `json:"name"`
	Score       float64 `json:"score,omitempty"`
	Second      string  `json:"second,omitempty"`
	SecondScore float64 `json:"second_score,omitempty"`
	Weight      int     `json:"weight,omitempty"` // pieces of evidence that it rests on
	Other       bool    `json:"other,omitempty"`  // it is not the reading of the MIB
	Own         float64 `json:"own,omitempty"`    // how well that one fits
}

// margin is by how much another reading must beat the one that stands, and
// plausible what it must reach at least. Tables that agree on little must not tip
// the choice back and forth.
const (
	margin    = 0.2
	plausible = 0.8
)

// choose takes the best of the readings, of which there is one at least. What
// stands is the reading of the poll before, or else the first, which is the one of
// the MIB; another must be clearly better. What was chosen on little evidence is
// chosen anew, from the first on, once there is twice as much.
func choose(readings []reading, weight int, before verdict) (n int, v verdict) {
	stands := 0
	for i, r := range readings {
		if r.name == before.Name && (weight < 2*before.Weight || weight == 0) {
			stands = i
		}
	}
	n = stands
	for i, r := range readings {
		if r.fit > readings[stands].fit+margin && r.fit > readings[n].fit && r.fit > plausible && weight > 0 {
			n = i
		}
	}
	v = verdict{Name: readings[n].name, Score: readings[n].fit, Weight: weight, Other: n > 0, Own: readings[0].fit}
	if v.Name == before.Name {
		v.Weight = max(weight, before.Weight)
	}
	v.runnerUp(readings, n)
	return n, v
}

// prefer takes the reading that fits best, the first of equals, for questions on
// which every reading is as good as another. It stays with that of the poll before
// while no other is better by more than a little.
func (m *memory) prefer(question string, readings []reading, weight int) (int, verdict) {
	const little = 0.05
	n, stands := 0, -1
	for i, r := range readings {
		if r.fit > readings[n].fit+0.01 {
			n = i
		}
		if r.name == m.Readings[question].Name {
			stands = i
		}
	}
	if stands >= 0 && readings[stands].fit >= readings[n].fit-little {
		n = stands
	}
	v := verdict{Name: readings[n].name, Score: readings[n].fit, Weight: weight}
	v.runnerUp(readings, n)
	return n, m.remember(question, v)
}

// runnerUp notes which reading came second.
func (v *verdict) runnerUp(readings []reading, chosen int) {
	for i, r := range readings {
		if i != chosen && r.fit > 0 && (v.Second == "" || r.fit > v.SecondScore) {
			v.Second, v.SecondScore = r.name, r.fit
		}
	}
}

// remember keeps a verdict that rests on something.
func (m *memory) remember(question string, v verdict) verdict {
	if v.Weight == 0 {
		return v
	}
	if m.Readings == nil {
		m.Readings = map[string]verdict{}
	}
	m.Readings[question] = v
	return v
}

// decide chooses among the readings of one question about a table, with what the
// poll before has decided. Without evidence nothing is learned.
func (m *memory) decide(question string, readings []reading, weight int) (int, verdict) {
	n, v := choose(readings, weight, m.Readings[question])
	return n, m.remember(question, v)
}

// joinDialect is how the rows were understood, in one line.
func joinDialect(parts ...string) string {
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, "; ")
}

// share is part/all, and 1 where there is nothing to disagree with.
func share(part, all int) float64 {
	if all == 0 {
		return 1
	}
	return float64(part) / float64(all)
}
