// Package inbox takes in messages that switches send unasked, traps and syslog,
// from one UDP socket. It knows no protocol: who opens it says how a datagram is
// read.
//
// What it promises. Every datagram that the kernel took for the socket ends as
// exactly one of: stored, repeated (known already), answered (an exchange of the
// protocol that says nothing of the switch), refused for a reason, or lost at a
// named place, the kernel's buffer among them ([Inbox.Counts]); nothing is counted
// twice and nothing is forgotten. A source may send so many messages in a burst
// and so many a second from then on; what is beyond that is counted and told once
// ([Inbox.Floods]), and the messages of others pass. Only switches of the
// configuration are listened to, and that a datagram bears the address of one is
// no proof that it sent it. A panic while a datagram is read costs that datagram.
package inbox
