package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// planCmd is what one can ask of the city's plan.
type planCmd struct {
	Explain explainCmd `cmd:"" help:"一個位址屬於哪個網段 · the zone of an address, its notation, and what the rules expect there."`
}

type explainCmd struct {
	Address string `arg:"" help:"IP 位址 · the address."`
	JSON    bool   `name:"json" help:"輸出 JSON · one JSON object."`
}

// Run explains one address.
func (c *explainCmd) Run(e *env) error {
	addr, err := inventory.ParseAddress(c.Address)
	if err != nil {
		return usage(errors.New(wording.Text(e.lang, "explain.no_ip", wording.Args{"text": c.Address})))
	}
	conf, err := e.load()
	if err != nil {
		return err
	}
	said := conf.City.Explain(addr)
	if c.JSON {
		return json.NewEncoder(e.stdout).Encode(said)
	}
	printExplanation(e.stdout, e.lang, said)
	return nil
}

func printExplanation(out io.Writer, lang wording.Lang, x inventory.Explanation) {
	args := wording.Args{"ip": x.Address.String(), "zone": x.Zone.Name, "id": x.Zone.ID, "expr": x.Zone.Expr}
	key := "explain.zone"
	switch {
	case x.InZone:
	case x.School == "":
		key = "explain.nobody"
	default:
		key = "explain.gap"
		args["zone"], args["id"], args["expr"] = x.Nearest.Name, x.Nearest.ID, x.Nearest.Expr
	}
	fmt.Fprintln(out, wording.Text(lang, key, args))
	if x.InZone && x.Zone.Prefix.IsValid() {
		fmt.Fprintln(out, wording.Text(lang, "explain.prefix", wording.Args{
			"prefix": x.Zone.Prefix.String(), "gateway": gatewayText(x.Zone)}))
	}
	for _, why := range x.Expects {
		fmt.Fprintln(out, "  -", wording.Text(lang, why.Key, why.Args))
	}
}

func gatewayText(z inventory.SchoolZone) string {
	if !z.Gateway.IsValid() {
		return ""
	}
	return z.Gateway.String()
}
