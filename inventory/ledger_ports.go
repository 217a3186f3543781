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
	refs  map[string]portRef
	names []string
}

func newPortNames() *portNames {
	return &portNames{refs: map[string]portRef{"": 0}, names: []string{""}}
}

func (n *portNames) ref(name string) portRef {
	if ref, ok := n.refs[name]; ok {
		return ref
	}
	ref := portRef(len(n.names))
	n.refs[name] = ref
	n.names = append(n.names, name)
	return ref
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

// held is the value of an attribute. Values are shared between ledgers: a city
// has few different ones.
type held struct {
	value unique.Handle[string]
	ref   stamp
}

func hold(value string, ref stamp) held { return held{value: unique.Make(value), ref: ref} }

func (h held) text() string {
	if h == (held{}) {
		return ""
	}
	return h.value.Value()
}
