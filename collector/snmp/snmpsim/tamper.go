package snmpsim

// Variables changes what answers are about: f gets the variable bindings of an
// answer that is no error, and returns others.
func Variables(name string, f func(*Request, []Var) []Var) Quirk {
	return Quirk{Name: name, Answer: func(r *Request, ans *Answer) {
		if ans.PDU != Response || ans.ErrorStatus != NoError {
			return
		}
		var list []byte
		for _, v := range f(r, ans.vars()) {
			list = appendVarbind(list, v.OID.encode(), v.Value)
		}
		ans.list = list
	}}
}

// vars decodes the variable bindings, which the agent itself has encoded.
func (ans *Answer) vars() []Var {
	var out []Var
	for rest := ans.list; len(rest) > 0; {
		_, _, after, err := readTLV(rest)
		if err != nil {
			return out
		}
		oid, v := splitVarbind(rest[:len(rest)-len(after)])
		out = append(out, Var{OID: oid.decode(), Value: v})
		rest = after
	}
	return out
}
