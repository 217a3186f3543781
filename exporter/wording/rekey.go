package wording

import (
	"fmt"
	"time"

	"rollcall/inventory"
)

// Rekey says in one sentence what a re-key changed; empty: it is none.
func Rekey(lang Lang, r *inventory.Rekey) string {
	if r == nil {
		return ""
	}
	args := Args{"switch": string(r.Switch), "was": string(r.Was), "old": identity(r.Old), "new": identity(r.New), "n": fmt.Sprint(len(r.Ports))}
	switch {
	case r.Was != "":
		return Text(lang, "rekey.switch", args)
	case len(r.Ports) > 0:
		args["first"], args["called"] = r.Ports[0].Old, r.Ports[0].New
		return Text(lang, "rekey.ports", args)
	}
	return Text(lang, "rekey.replaced", args)
}

// RekeyNote is what a record says of a re-key: its rows have the new names.
func RekeyNote(lang Lang, r *inventory.Rekey) string {
	return Text(lang, "rekey.note", Args{"switch": string(r.Switch), "at": r.At.UTC().Format(time.RFC3339), "what": Rekey(lang, r)})
}

// identity is what people tell a switch by: its serial, else the address of its bridge.
func identity(i inventory.Identity) string {
	switch {
	case i.Serial != "":
		return i.Serial
	case i.BridgeMAC != nil:
		return i.BridgeMAC.String()
	}
	return ""
}
