package inventory

import "time"

// Bounds of the comparison of clocks in Restarted.
const (
	uptimeWraps = float64(1<<32) / 100 // sysUpTime counts hundredths in 32 bits (RFC 3418)
	uptimeSlack = 30                   // seconds that answers may be late
)

// Restarted says whether an agent has started anew between two readings of its
// sysUpTime, in seconds: the later is less than it would be had it run on. That
// its 32 bits run over, after 497 days, is no restart.
func Restarted(last, now float64, between time.Duration) bool {
	elapsed := between.Seconds()
	slack := uptimeSlack + elapsed/100
	wrapped := last+elapsed+slack >= uptimeWraps && now <= elapsed+slack
	return !wrapped && (now < last || now < last+elapsed-slack)
}
