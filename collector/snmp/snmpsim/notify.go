package snmpsim

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"time"

	"github.com/gosnmp/gosnmp"
)

// A Notification is a trap or an inform that a simulated agent sends (RFC 3416,
// 4.2.6 and 4.2.7).
type Notification struct {
	From      netip.Addr     // the agent's own address
	To        netip.AddrPort // where it is received
	Community string         // SNMPv2c
	User      *User          // SNMPv3; nil: SNMPv2c
	Inform    bool           // wait until it is answered, and send it again if it is not
	Trap      OID            // snmpTrapOID
	IfIndex   int            // of the port that it names; 0: it names none
}

// Notify sends a notification. A trap is sent once and nobody knows whether it
// came; an inform that is not answered is an error. SNMPv3 has informs only: for
// them the receiver's engine is the authoritative one.
func Notify(ctx context.Context, n Notification) error {
	c := &gosnmp.GoSNMP{Context: ctx, Target: n.To.Addr().String(), Port: n.To.Port(), Transport: "udp",
		LocalAddr: net.JoinHostPort(n.From.String(), "0"), Version: gosnmp.Version2c, Community: n.Community,
		Timeout: 5 * time.Second, Retries: 1, MaxOids: gosnmp.MaxOids}
	if n.User != nil {
		c.Version, c.SecurityModel, c.MsgFlags = gosnmp.Version3, gosnmp.UserSecurityModel, n.User.level()
		c.SecurityParameters = n.User.parameters()
	}
	if err := c.Connect(); err != nil {
		return fmt.Errorf("notification from %s: %w", n.From, err)
	}
	defer c.Conn.Close()
	vars := []gosnmp.SnmpPDU{{Name: ".1.3.6.1.6.3.1.1.4.1.0", Type: gosnmp.ObjectIdentifier, Value: "." + n.Trap.String()}}
	if n.IfIndex > 0 {
		vars = append(vars, gosnmp.SnmpPDU{Name: fmt.Sprintf(".1.3.6.1.2.1.2.2.1.1.%d", n.IfIndex), Type: gosnmp.Integer, Value: n.IfIndex})
	}
	if _, err := c.SendTrap(gosnmp.SnmpTrap{Variables: vars, IsInform: n.Inform || n.User != nil}); err != nil {
		return fmt.Errorf("notification from %s to %s: %w", n.From, n.To, err)
	}
	return nil
}

// level is the security that a user's messages have.
func (u *User) level() gosnmp.SnmpV3MsgFlags {
	switch {
	case u.Auth == "":
		return gosnmp.NoAuthNoPriv
	case u.Priv == "":
		return gosnmp.AuthNoPriv
	}
	return gosnmp.AuthPriv
}

// parameters hands a user's passwords to gosnmp, which works the keys out when it
// has learned whose engine counts.
func (u *User) parameters() *gosnmp.UsmSecurityParameters {
	auth, ok := authProtocols()[protocolName(u.Auth)]
	if !ok {
		auth = gosnmp.NoAuth
	}
	priv := map[string]gosnmp.SnmpV3PrivProtocol{"DES": gosnmp.DES, "AES": gosnmp.AES, "AES128": gosnmp.AES, "AES192": gosnmp.AES192,
		"AES256": gosnmp.AES256, "AES192C": gosnmp.AES192C, "AES256C": gosnmp.AES256C}[protocolName(u.Priv)]
	if priv == 0 {
		priv = gosnmp.NoPriv
	}
	return &gosnmp.UsmSecurityParameters{UserName: u.Name, AuthenticationProtocol: auth, AuthenticationPassphrase: u.AuthPassword,
		PrivacyProtocol: priv, PrivacyPassphrase: u.PrivPassword}
}
