package inventory

// An Oddity names one way in which a switch answers wrongly. A Poll counts them
// beside the states of its tables: those that a reading survived, too, so that
// the page of the switch says what is wrong with it.
type Oddity string

// The oddities.
const (
	OddUndecodable  Oddity = "undecodable"            // a datagram is no SNMP message: cut, false lengths, another protocol
	OddVersion      Oddity = "other version"          // an answer in another version than the request
	OddCommunity    Oddity = "other community"        // an answer under another community
	OddPDU          Oddity = "no response"            // a message that is not a response
	OddRequestID    Oddity = "other request id"       // an answer to a request that we never sent
	OddRepeated     Oddity = "answered again"         // an answer to a request that had been answered or given up
	OddSource       Oddity = "other source"           // an answer from another address or port than was asked
	OddVariables    Oddity = "other variables"        // other variables than were asked for, or more, or none
	OddError        Oddity = "error status"           // an error where there is none to be: genErr, noSuchName in version 2c …
	OddTooBig       Oddity = "too big"                // a request was refused for the size of its answer
	OddOrder        Oddity = "OIDs not increasing"    // a walk went backwards or round in a circle
	OddEnd          Oddity = "false end"              // a table was ended although more of the MIB lies behind
	OddType         Oddity = "wrong type"             // a value of another type than its object has, or out of its range
	OddText         Oddity = "unreadable text"        // a text with control characters, or in no known encoding
	OddLong         Oddity = "oversized text"         // a text longer than any MIB allows
	OddIndex        Oddity = "bad index"              // a row whose index, or MAC, has the wrong length
	OddNumbering    Oddity = "interfaces renumbered"  // tables that number the interfaces differently
	OddPort         Oddity = "bridge port 0"          // a learned address on no port
	OddAuthenticity Oddity = "not authentic"          // an SNMPv3 message that its key, level, engine or user belies
	OddWindow       Oddity = "outside time window"    // an authentic SNMPv3 message that is too old (RFC 3414, 3.2)
	OddReport       Oddity = "report without purpose" // an SNMPv3 report on nothing that we sent, or once more
)

// Oddities lists every oddity.
func Oddities() []Oddity {
	return []Oddity{OddUndecodable, OddVersion, OddCommunity, OddPDU, OddRequestID, OddRepeated, OddSource,
		OddVariables, OddError, OddTooBig, OddOrder, OddEnd, OddType, OddText, OddLong, OddIndex, OddNumbering,
		OddPort, OddAuthenticity, OddWindow, OddReport}
}

// odd adds the oddities of the last poll of one table. Tables that were read
// together share them, so they are not added up.
func (v *SwitchView) odd(of map[Oddity]int) {
	if len(of) > 0 && v.Oddities == nil {
		v.Oddities = make(map[Oddity]int, len(of))
	}
	for name, n := range of {
		v.Oddities[name] = max(v.Oddities[name], n)
	}
}
