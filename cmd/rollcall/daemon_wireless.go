package main

import (
	"slices"

	"rollcall/inventory"
)

// withClients has the clients of a wireless controller read with the forwarding
// table: of switches that are configured to be one, and of those that have shown
// such a table once. The others are asked for it with their hardware.
func withClients(l *inventory.Ledger, tables []inventory.Table) []inventory.Table {
	known := l.Switch().Role == inventory.SwitchController || !l.Progress(inventory.TableWireless).Last.IsZero()
	if !known || !slices.Contains(tables, inventory.TableFDB) || slices.Contains(tables, inventory.TableWireless) {
		return tables
	}
	return append(slices.Clone(tables), inventory.TableWireless)
}
