package inventory

import (
	"cmp"
	"strconv"
	"time"
)

// DefaultWhitelistMaxAge is a month: schools list devices in bursts, and a copy
// that is older has mostly been overtaken.
const DefaultWhitelistMaxAge = 30 * 24 * time.Hour

// WhitelistUnusable says why nothing can be concluded from what the whitelist of
// the school lacks: it was never imported, or is too old a copy. The zero Why:
// it can.
func (s *Snapshot) WhitelistUnusable() Why {
	limit := cmp.Or(s.Thresholds.WhitelistMaxAge, DefaultWhitelistMaxAge)
	switch {
	case s.Lists.WhitelistAt.IsZero():
		return Why{Key: "unobservable.whitelist"}
	case s.At.Sub(s.Lists.WhitelistAt) > limit:
		return Why{Key: "unobservable.whitelist_old", Args: map[string]string{
			"days": strconv.Itoa(int(limit / (24 * time.Hour))),
			"at":   s.Lists.WhitelistAt.UTC().Format(time.RFC3339),
		}}
	}
	return Why{}
}
