package main

import (
	"context"

	"rollcall/inventory"
)

// heardDHCP takes in DHCP messages of any source, in the order in which they came.
// It returns when what is learned from them is on disk.
func (d *daemon) heardDHCP(ctx context.Context, messages []inventory.DHCPMessage) error {
	return nil
}
