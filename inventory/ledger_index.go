package inventory

// PortOf names the port that has an ifIndex, as the last complete read of the
// interfaces said.
func (l *Ledger) PortOf(ifIndex int) (string, bool) {
	for _, known := range l.lastIfIndex {
		if known.ifIndex == ifIndex {
			return l.names.names[known.ref], true
		}
	}
	return "", false
}
