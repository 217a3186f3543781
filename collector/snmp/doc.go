// Package snmp reads one switch into one [inventory.Poll].
//
// [Read] opens a socket of its own, learns with one GET whether the agent
// answers and since when it has been up, walks the tables that are asked for,
// and asks for sysUpTime again. A table is complete only when the agent has
// shown its end; everything else (a timeout, an answer that goes backwards, an
// agent that restarted meanwhile) makes it missing, with the reason.
//
// From the wire up: an exchange (session.go, usm.go) sends one request and
// takes the one answer that belongs to it; a walk (walk.go, plan.go) reads the
// columns of several tables side by side, as many rows in one GETBULK as fit an
// Ethernet frame; a MIB file (interfaces.go, fdb.go …) turns columns into the
// nouns of inventory. Where firmware disagrees about what a table means, every
// plausible reading is scored against the other tables and the best one is kept
// (dialect.go; portmeaning.go, vlanmeaning.go, portlist.go and lldpport.go have the
// readings). What was chosen, and what came second, is remembered until the switch
// says that it is another one (understood.go). Private MIBs are asked where the
// standard table is empty or says too little (privatefdb.go, privatevlan.go,
// ieeevlan.go, internalvlan.go), and for what has no standard (wireless.go); a MIB
// that the agent lacks is remembered as such.
// Neighbours are walked when the agent says that they changed (unchanged.go).
//
// gosnmp is the codec for messages and the User-based Security Model; nothing
// here trusts what it lets through: source, version, community, request id, OID
// order and subtree are checked, and a panic inside it costs one datagram.
// There is no SET in this package.
package snmp
