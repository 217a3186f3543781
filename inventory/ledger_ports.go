package inventory

import (
	"cmp"
	"fmt"
	"slices"
	"unique"
)

// A portRef is a port's number within one ledger; 0 is the switch as a whole.
type portRef uint32

// portNames gives each port name of a switch a small number.
type portNames struct {
	names []string
	refs  map[string]portRef // while a poll is taken in; else nil
}

func newPortNames() *portNames { return &portNames{names: []string{""}} }

// begin makes ready for looking up many names.
func (n *portNames) begin() {
	n.refs = make(map[string]portRef, len(n.names))
	for ref, name := range n.names {
		n.refs[name] = portRef(ref)
	}
}

// end forgets what is only needed for that.
func (n *portNames) end() { n.refs = nil }

// find returns the number of a name that is known.
func (n *portNames) find(name string) (portRef, bool) {
	if n.refs == nil {
		n.begin()
	}
	ref, known := n.refs[name]
	return ref, known
}

// ref returns the number of a name, giving it one where it is new. Most ports of
// a city are called alike, so the text is shared.
func (n *portNames) ref(name string) portRef {
	if ref, known := n.find(name); known {
		return ref
	}
	ref := portRef(len(n.names))
	shared := unique.Make(name).Value()
	n.refs[shared] = ref
	n.names = append(n.names, shared)
	return ref
}

// An ifIndexRef says which port has an ifIndex. A ledger keeps a list of them,
// which is smaller than a map.
type ifIndexRef struct {
	ifIndex int
	ref     portRef
}

func asList(byIfIndex map[int]portRef) []ifIndexRef {
	list := make([]ifIndexRef, 0, len(byIfIndex))
	for ifIndex, ref := range byIfIndex {
		list = append(list, ifIndexRef{ifIndex, ref})
	}
	return list
}

func asMap(list []ifIndexRef) map[int]portRef {
	byIfIndex := make(map[int]portRef, len(list))
	for _, i := range list {
		byIfIndex[i.ifIndex] = i.ref
	}
	return byIfIndex
}

// PortNames names the interfaces of one reading as PortID says, by ifIndex: by
// ifName, with "#2", "#3" … where a name comes again, in the order of ifIndex.
// An interface without any name is called by its ifIndex.
func PortNames(interfaces []Interface) map[int]string {
	byIndex := make(map[int]string, len(interfaces))
	taken := make(map[string]bool, len(interfaces))
	for _, i := range inIndexOrder(interfaces) {
		if _, twice := byIndex[i.Index]; twice {
			continue
		}
		name := freeName(i, taken)
		byIndex[i.Index], taken[name] = name, true
	}
	return byIndex
}

func freeName(i Interface, taken map[string]bool) string {
	base := cmp.Or(i.Name, i.Descr, fmt.Sprintf("ifIndex.%d", i.Index))
	name := base
	for n := 2; taken[name]; n++ {
		name = fmt.Sprintf("%s#%d", base, n)
	}
	return name
}

func inIndexOrder(interfaces []Interface) []Interface {
	byIndex := func(a, b Interface) int { return cmp.Compare(a.Index, b.Index) }
	if slices.IsSortedFunc(interfaces, byIndex) {
		return interfaces
	}
	return slices.SortedStableFunc(slices.Values(interfaces), byIndex)
}

// none is the value of a span that only says that something was there.
type none struct{}

// held is the value of an attribute.
type held struct {
	value string
	ref   stamp
}

func hold(value string, ref stamp) held { return held{value: value, ref: ref} }

func (h held) text() string { return h.value }

// texts keeps one of every text, for most ports of a switch are alike.
type texts map[string]string

// share returns the same value with the text that is kept.
func (t texts) share(h held) held {
	if kept, ok := t[h.value]; ok {
		h.value = kept
		return h
	}
	t[h.value] = h.value
	return h
}
