package notify

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Refusals of the guard.
var (
	errOtherHost  = errors.New("its address leads to a host that the configuration does not name")
	errInward     = errors.New("its host leads to this machine or into a private network; private: true allows that")
	errNoNeighbor = errors.New("its host leads to an address that no service has")
)

// guarded is a client that speaks to one host only: it follows no redirect, uses no
// proxy of the environment, and looks at the address that it is about to connect
// to, whatever the name was said to mean a moment ago.
func guarded(host string, private bool) *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		return mayReach(address, private)
	}}
	transport := &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			name, _, err := net.SplitHostPort(address)
			if err != nil || !strings.EqualFold(name, host) {
				return nil, errOtherHost
			}
			return dialer.DialContext(ctx, network, address)
		},
		TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 20 * time.Second, IdleConnTimeout: time.Minute,
		MaxResponseHeaderBytes: 64 << 10, ForceAttemptHTTP2: true,
	}
	return &http.Client{Timeout: 30 * time.Second, CheckRedirect: noRedirect, Transport: transport}
}

// mayReach says whether a connection to an address, as it was resolved, is allowed.
func mayReach(address string, private bool) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %w", errNoNeighbor, err)
	}
	ip := embedded(ap.Addr().WithZone("").Unmap())
	switch {
	case within(ip, nowhere()):
		return errNoNeighbor
	case !private && within(ip, inward()):
		return errInward
	}
	return nil
}

// embedded returns the IPv4 address that an IPv6 address stands for: by NAT64 (RFC
// 6052, 2.1), by 6to4 (RFC 3056, 2) or as compatible with IPv4 (RFC 4291, 2.5.5.1).
func embedded(ip netip.Addr) netip.Addr {
	b := ip.As16()
	switch {
	case ip.Is4():
		return ip
	case netip.MustParsePrefix("64:ff9b::/96").Contains(ip), netip.MustParsePrefix("::/96").Contains(ip) && !ip.IsLoopback() && !ip.IsUnspecified():
		return netip.AddrFrom4([4]byte(b[12:16]))
	case netip.MustParsePrefix("2002::/16").Contains(ip):
		return netip.AddrFrom4([4]byte(b[2:6]))
	}
	return ip
}

func within(ip netip.Addr, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return netip.MustParsePrefix(p).Contains(ip) })
}

// inward are the networks that a city keeps to itself (RFC 6890).
func inward() []string {
	return []string{"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "::1/128", "fc00::/7"}
}

// nowhere are the networks in which no service is reached, whoever says so: this
// network, link-local with the metadata of clouds, benchmarks, multicast, reserved.
func nowhere() []string {
	return []string{"0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
		"::/128", "fe80::/10", "fec0::/10", "ff00::/8", "2001::/32", "64:ff9b:1::/48"}
}
