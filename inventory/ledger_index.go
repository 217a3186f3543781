package inventory

// PortOf names the port that has an ifIndex, as the last complete read of the
// interfaces said.
func (l *Ledger) PortOf(ifIndex int) (string, bool) {
	ref, ok := l.lastIfIndex[ifIndex]
	if !ok {
		return "", false
	}
	return l.names.names[ref], true
}
