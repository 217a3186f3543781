package snmp

import (
	"context"
	"errors"
	"slices"

	"github.com/gosnmp/gosnmp"

	"rollcall/inventory"
)

// get asks for single variables. A version 1 agent refuses the whole request for
// one variable it lacks, so that one is left out and the rest asked again.
func (w *walker) get(ctx context.Context, names ...string) (map[string]value, error) {
	got := make(map[string]value, len(names))
	names = slices.Clone(names)
	for len(names) > 0 {
		part := names[:min(len(names), w.plan.columns())]
		a, err := w.s.exchange(ctx, request{pdu: gosnmp.GetRequest, names: part})
		if err == nil && a.status != gosnmp.NoError {
			w.s.oddStatus(a.status)
		}
		switch {
		case err != nil:
			return got, err
		case a.status == gosnmp.TooBig && len(part) > 1:
			w.plan.Columns = (len(part) + 1) / 2
			continue
		case a.status == gosnmp.AuthorizationError || a.status == gosnmp.NoAccess:
			return got, w.s.refused("the switch knows it but lets it read nothing: its view or its security level on the switch does not fit")
		case a.status != gosnmp.NoError:
			at := max(0, min(a.index-1, len(part)-1))
			names = slices.Delete(names, at, at+1)
			continue
		}
		if err := keep(got, part, a.vars); err != nil {
			w.s.odd(inventory.OddVariables)
			return got, err
		}
		w.s.oddly(inventory.OddType, nulls(a.vars))
		names = names[len(part):]
	}
	return got, nil
}

// errOther marks an answer about something else than what was asked.
var errOther = errors.New("the answer is about other variables than the request")

// keep checks that an answer to GET is about the variables asked for.
func keep(got map[string]value, names []string, vars []gosnmp.SnmpPDU) error {
	if len(vars) != len(names) {
		return &fault{reason: inventory.ReasonGarbage, detail: errOther.Error()}
	}
	for i, v := range vars {
		if v.Name != names[i] {
			return &fault{reason: inventory.ReasonGarbage, detail: errOther.Error()}
		}
		if val := (value{kind: v.Type, any: v.Value}); val.present() {
			got[v.Name] = val
		}
	}
	return nil
}

// nulls counts variables that an answer gives as NULL, which is for requests
// only (RFC 3416, 3).
func nulls(vars []gosnmp.SnmpPDU) int {
	n := 0
	for _, v := range vars {
		if v.Type == gosnmp.Null {
			n++
		}
	}
	return n
}
