// Package inventory holds what is known of a city's school networks: the nouns,
// and the arithmetic on them. It imports the standard library only and knows no
// clock, socket or database; time is always an argument.
//
// The story of one row: a collector reads a switch into a [Poll]. The switch's
// [Ledger] applies it and returns the [Changes] that a store writes: spans that
// opened, spans that closed, and what was looked at when (coverage). A [Snapshot]
// joins the switches of one school at one moment, from the ledgers for "now" and
// from the store for any time past; [Locate] decides where each device is; the
// rules judge the same Snapshot that pages and exports show.
//
// Unknown is not absent: of each table a Poll says whether it was read
// completely. Only a complete read may end a span.
package inventory
