package snmp

// The groups that need not be walked with every poll.

// ifStill reads the state of every interface with every poll, and what flows where
// a port is up. What flows seldom, or seldom counts, is read now and then; names,
// speeds and addresses when the interface has changed.
func ifStill() *stillness {
	return &stillness{gates: ifGates(), up: "ifOperStatus", marks: []string{"ifOperStatus", "ifLastChange"}, keep: map[string]keeping{
		"ifOperStatus": fresh, "ifLastChange": whileUp, "ifAdminStatus": whileDown,
		"ifHCInOctets": whileUp, "ifHCOutOctets": whileUp, "ifHCInBroadcastPkts": whileUp,
		"ifHCInUcastPkts": whileUpSlow, "ifHCOutUcastPkts": whileUpSlow, "ifHCOutBroadcastPkts": whileUpSlow,
		"ifInDiscards": whileUpSlow, "ifInErrors": whileUpSlow, "ifOutDiscards": whileUpSlow, "ifOutErrors": whileUpSlow,
		"dot3adAggPortAttachedAggID": slowly,
	}}
}

// smallStill does the same for 32-bit counters.
func smallStill() *stillness {
	return &stillness{gates: ifGates(), keep: map[string]keeping{
		"ifInOctets": whileUp, "ifOutOctets": whileUp, "ifInBroadcastPkts": whileUp,
		"ifInUcastPkts": whileUpSlow, "ifOutUcastPkts": whileUpSlow, "ifOutBroadcastPkts": whileUpSlow,
	}}
}

// powerStill reads who is fed now and then: ports are fed for long.
func powerStill() *stillness {
	return &stillness{gates: ifGates(), keep: map[string]keeping{
		"pethPsePortDetectionStatus": slowly, "pethPsePortPowerClassifications": slowly}}
}

// stateStill reads the state of each port with every poll: a loop shows there first.
func stateStill() *stillness {
	return &stillness{gates: portGates(), keep: map[string]keeping{"dot1dStpPortState": fresh}}
}

// vlanStill walks who is in which VLAN with every poll, and which forwarding
// database a VLAN has when there are others.
func vlanStill() *stillness {
	return &stillness{rows: rowsWalked, keep: map[string]keeping{
		"dot1qVlanCurrentEgressPorts": fresh, "dot1qVlanCurrentUntaggedPorts": fresh}}
}

// factStill walks the facts of a table with every poll, where each MAC is, or who has
// an address: nothing less proves that none came, moved or went. How a row came into
// the table is asked of new ones and of those that changed.
func factStill(fact string) *stillness {
	return &stillness{rows: rowsWalked, marks: []string{fact}, keep: map[string]keeping{fact: fresh}}
}
