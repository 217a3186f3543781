// Package notify hands findings on. [Alertmanager] tells every configured
// Alertmanager what is open: one alert per school and kind, sent anew every minute
// while it lasts, because an Alertmanager takes one that it no longer hears of for
// resolved.
//
// Nothing is queued but the state itself. Each Alertmanager is told by a goroutine
// of its own, which compares what that Alertmanager knows with what is open; so one
// that is down delays no other, and when it is back it hears of everything that is
// open by then. Muted findings are not told: their parent is.
//
// People are written to by an [Outbox]: who is told what is decided by
// [inventory.Manners] and kept by the store; a [Composer] puts it into words when it
// is sent, a [Mailer] or a [Hook] takes it to its receiver, and what came of it is
// recorded after that. So a crash sends a message twice, and never loses one.
package notify
