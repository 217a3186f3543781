package inventory

import (
	"fmt"
	"net/netip"
)

// A Range is what a notation means once its variables are known. From and To are
// inclusive.
type Range struct {
	From, To netip.Addr
	Prefix   netip.Prefix // invalid unless the notation is a prefix
	Gateway  netip.Addr   // the address of a prefix written with host bits: 10.X.20.254/24
	Site     netip.Prefix // the part up to the last variable: 10.241.0.0/16; invalid without one
}

// Range puts the variables in.
func (e Expr) Range(vars map[string]int) (Range, error) {
	from, err := substitute(e.from, vars)
	if err != nil {
		return Range{}, fmt.Errorf("%q: %w", e.text, err)
	}
	to, err := substitute(e.to, vars)
	if err != nil {
		return Range{}, fmt.Errorf("%q: %w", e.text, err)
	}
	if to.Less(from) {
		return Range{}, fmt.Errorf("%q %w: %s comes before %s", e.text, ErrExprBackward, to, from)
	}
	r := Range{From: from, To: to, Site: e.site(from)}
	if e.bits >= 0 {
		r.setPrefix(from, e.bits)
	}
	return r, nil
}

func (r *Range) setPrefix(addr netip.Addr, bits int) {
	r.Prefix = netip.PrefixFrom(addr, bits).Masked()
	r.From, r.To = r.Prefix.Addr(), lastAddr(r.Prefix)
	if addr != r.From {
		r.Gateway = addr
	}
}

// site returns the prefix up to the last variable of the first address.
func (e Expr) site(from netip.Addr) netip.Prefix {
	for i := 3; i >= 0; i-- {
		if e.from[i].name != "" {
			return netip.PrefixFrom(from, 8*(i+1)).Masked()
		}
	}
	return netip.Prefix{}
}

func substitute(octets [4]octet, vars map[string]int) (netip.Addr, error) {
	var b [4]byte
	for i, o := range octets {
		n := o.num
		if o.name != "" {
			v, ok := vars[o.name]
			if !ok {
				return netip.Addr{}, fmt.Errorf("the variable %s has no value", o.name)
			}
			if v < 0 || v > 255 {
				return netip.Addr{}, fmt.Errorf("%w: %s is %d", ErrExprOctet, o.name, v)
			}
			n = v
		}
		b[i] = byte(n)
	}
	return netip.AddrFrom4(b), nil
}

// lastAddr returns the last address of an IPv4 prefix.
func lastAddr(p netip.Prefix) netip.Addr {
	return fromUint(toUint(p.Addr()) | uint32(1<<(32-p.Bits())-1))
}

func toUint(a netip.Addr) uint32 {
	b := a.As4()
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}

func fromUint(n uint32) netip.Addr {
	return netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
}
