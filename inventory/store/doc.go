// Package store keeps the inventory in one SQLite file and answers questions
// about any time that it has seen. It holds all SQL of rollcall.
//
// Facts are spans: a row is written when a span opens and completed when it
// closes. An open span has no end of its own; its last moment is the coverage of
// the table it comes from, which stands in the row of its switch and is the only
// row that an unchanged poll writes.
//
//   - sightings: a MAC in a VLAN on a port, clustered by MAC; seats leads from a
//     port to the MACs that were ever on it, so that "switch S at time T" looks at
//     one span per seat and not at all of history.
//   - bindings: an address held by a MAC as one source saw it; holders leads from a
//     source to its pairs.
//   - attributes: what a port (or the switch itself) was set to, over a span.
//   - coverage: what was looked at when.
//   - findings, lists and the record of what people did.
//
// One process writes: it holds the lock beside the file, has one writing
// connection and writes one transaction at a time with synchronous=FULL. What
// Write acknowledged survives a crash and a power cut. An error of Write means
// that nothing of the batch is stored: load the ledgers of its switches again.
package store
