// Package rules judges: each rule is a pure function from one school's Snapshot
// to findings, one file a rule. [Judge] asks all of them; [Reconcile] compares the
// answer with the findings that are open and says which rows change.
//
// A rule looks at what is open in the Snapshot. As spans end only with a complete
// read, a table that could not be read changes no rule's answer; where a rule asks
// for more than that, a finding still ends only after every table that it rests on
// has been read completely since.
//
// A finding under a switch that cannot be read is muted: it stays open, and nobody
// is told of it until the switch answers.
package rules
