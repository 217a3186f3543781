package main

import (
	"fmt"
	"io"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// printHealth prints how the device bears its load, as far as it tells.
func printHealth(w io.Writer, lang wording.Lang, h *inventory.Health) {
	if h == nil {
		return
	}
	text := func(key string) string { return wording.Text(lang, "page.fact."+key, nil) }
	if h.CPUPercent != nil {
		fmt.Fprintf(w, "%s\t%g %%\n", text("cpu"), *h.CPUPercent)
	}
	if h.MemoryPercent != nil {
		fmt.Fprintf(w, "%s\t%g %%\n", text("memory"), *h.MemoryPercent)
	}
	if h.IPv6Neighbors != nil {
		count := fmt.Sprint(*h.IPv6Neighbors)
		if h.IPv6NeighborsMore {
			count = wording.Text(lang, "page.more.than", wording.Args{"n": count})
		}
		fmt.Fprintf(w, "%s\t%s\n", text("neighbors6"), count)
	}
	for _, d := range h.Disks {
		fmt.Fprintf(w, "%s\t%s %.0f %%\n", text("disk"), oneLine(d.Name), 100*float64(d.UsedBytes)/float64(d.TotalBytes))
	}
}

// printWireless prints the clients of a wireless controller.
func printWireless(w io.Writer, clients []inventory.WirelessClient) {
	if len(clients) > 0 {
		fmt.Fprintf(w, "\nMAC\tSSID\tAP\tIP\n")
	}
	for _, c := range clients {
		ip := ""
		if c.IP.IsValid() {
			ip = c.IP.String()
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", c.MAC, oneLine(c.SSID), oneLine(c.AP), ip)
	}
}
