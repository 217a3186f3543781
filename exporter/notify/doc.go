// Package notify hands findings on. [Alertmanager] tells every configured
// Alertmanager what is open: one alert per school and kind, sent anew every minute
// while it lasts, because an Alertmanager takes one that it no longer hears of for
// resolved.
//
// Nothing is queued but the state itself. Each Alertmanager is told by a goroutine
// of its own, which compares what that Alertmanager knows with what is open; so one
// that is down delays no other, and when it is back it hears of everything that is
// open by then. Muted findings are not told: their parent is.
package notify
