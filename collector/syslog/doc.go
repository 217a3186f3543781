// Package syslog understands what switches say by syslog (RFC 3164, RFC 5424)
// over UDP (RFC 5426): who changed the configuration, which port came up or went
// down, where a loop guard has acted. It opens no socket; an inbox.Inbox hands it
// datagrams.
//
// Every maker words its messages in its own way, so what is looked for is a table
// of patterns (patterns.go), the makers' own before those that hold for many. A
// message that no pattern knows is kept as it is if it is a warning or worse, and
// counted otherwise. Nothing is believed: a message at most has a switch read.
package syslog
