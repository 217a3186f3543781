package snmp

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"sync"

	"github.com/gosnmp/gosnmp"
)

// A Keyring remembers the keys that users have with engines, which costs hashing
// a megabyte or more (RFC 3414, A.2), so that they are worked out once and not
// with every poll. It lives in memory only, holds no password, and is bounded.
// The zero value is ready; it may be shared.
//
// gosnmp remembers what it made of a password for as long as the process lives:
// one entry a password, which configuration bounds, and with Reeder's extension
// (AES192C, AES256C) one of some 100 octets for every engine.
type Keyring struct {
	mu    sync.Mutex
	known map[[sha256.Size]byte]keys
}

// mostKeys bounds a Keyring: one entry a switch and user.
const mostKeys = 65_536

// keys are those of one user with one engine.
type keys struct{ auth, priv []byte }

// A userKind is a user's protocols and the security that they give.
type userKind struct {
	auth  gosnmp.SnmpV3AuthProtocol
	priv  gosnmp.SnmpV3PrivProtocol
	flags gosnmp.SnmpV3MsgFlags // AuthPriv, AuthNoPriv or NoAuthNoPriv
}

// userKindOf looks a credential's protocols up.
func userKindOf(c Credential) (userKind, error) {
	k := userKind{auth: authProtocols()[protocolName(c.Auth)], priv: privProtocols()[protocolName(c.Priv)]}
	switch {
	case k.auth == 0:
		return k, fmt.Errorf("authentication %q is not known", c.Auth)
	case k.priv == 0:
		return k, fmt.Errorf("privacy %q is not known", c.Priv)
	case k.priv != gosnmp.NoPriv && k.auth == gosnmp.NoAuth:
		return k, fmt.Errorf("privacy needs authentication (RFC 3414, 1.4.3)")
	case k.auth != gosnmp.NoAuth && c.AuthPassword == "", k.priv != gosnmp.NoPriv && c.PrivPassword == "":
		return k, fmt.Errorf("a password is missing")
	case c.User == "" || len(c.User) > 32:
		return k, fmt.Errorf("a user's name has 1 to 32 octets (RFC 3414, 5)")
	case k.priv != gosnmp.NoPriv:
		k.flags = gosnmp.AuthPriv
	case k.auth != gosnmp.NoAuth:
		k.flags = gosnmp.AuthNoPriv
	}
	return k, nil
}

// authProtocols are those of RFC 3414 and RFC 7860 by the names that protocolName gives.
func authProtocols() map[string]gosnmp.SnmpV3AuthProtocol {
	return map[string]gosnmp.SnmpV3AuthProtocol{"": gosnmp.NoAuth, "NONE": gosnmp.NoAuth,
		"MD5": gosnmp.MD5, "SHA": gosnmp.SHA, "SHA1": gosnmp.SHA, "SHA224": gosnmp.SHA224,
		"SHA256": gosnmp.SHA256, "SHA384": gosnmp.SHA384, "SHA512": gosnmp.SHA512}
}

// privProtocols are DES (RFC 3414), AES-128 (RFC 3826), and the longer keys of AES
// with Blumenthal's extension or, where the name ends in C, with Reeder's, which
// Cisco has.
func privProtocols() map[string]gosnmp.SnmpV3PrivProtocol {
	return map[string]gosnmp.SnmpV3PrivProtocol{"": gosnmp.NoPriv, "NONE": gosnmp.NoPriv, "DES": gosnmp.DES,
		"AES": gosnmp.AES, "AES128": gosnmp.AES, "AES192": gosnmp.AES192, "AES256": gosnmp.AES256,
		"AES192C": gosnmp.AES192C, "AES256C": gosnmp.AES256C}
}

// protocolName brings "sha-256" and "SHA256" into one form.
func protocolName(s string) string { return strings.ToUpper(strings.ReplaceAll(s, "-", "")) }

// parameters are what gosnmp needs to know of a user of an engine (RFC 3414, 2.6).
// The passwords are not among them: else any datagram that names another engine
// would make gosnmp derive keys again.
func (r *Keyring) parameters(k userKind, c Credential, engineID string) (*gosnmp.UsmSecurityParameters, error) {
	id := sha256.Sum256(fmt.Appendf(nil, "%d %d %q %q %q", k.auth, k.priv, c.AuthPassword, c.PrivPassword, engineID))
	r.mu.Lock()
	defer r.mu.Unlock()
	own, ok := r.known[id]
	if !ok {
		var err error
		if own, err = derive(k, c, engineID); err != nil {
			return nil, err
		}
		r.keep(id, own)
	}
	return &gosnmp.UsmSecurityParameters{UserName: c.User, AuthoritativeEngineID: engineID, AuthenticationProtocol: k.auth,
		PrivacyProtocol: k.priv, SecretKey: own.auth, PrivacyKey: own.priv}, nil
}

// keep remembers keys, in the place of any others where there are too many.
func (r *Keyring) keep(id [sha256.Size]byte, own keys) {
	if r.known == nil {
		r.known = map[[sha256.Size]byte]keys{}
	}
	for old := range r.known {
		if len(r.known) < mostKeys {
			break
		}
		delete(r.known, old)
	}
	r.known[id] = own
}

// derive has gosnmp work keys out. Those of AES-128 are asked for as if they were
// for authentication: 16 octets need no extension (RFC 3826, 1.2), which gosnmp
// would compute all the same, hashing another megabyte for every engine.
func derive(k userKind, c Credential, engineID string) (keys, error) {
	sp := &gosnmp.UsmSecurityParameters{AuthoritativeEngineID: engineID, AuthenticationProtocol: k.auth,
		AuthenticationPassphrase: c.AuthPassword, PrivacyProtocol: k.priv, PrivacyPassphrase: c.PrivPassword}
	if k.priv == gosnmp.AES {
		short := &gosnmp.UsmSecurityParameters{AuthoritativeEngineID: engineID, AuthenticationProtocol: k.auth,
			AuthenticationPassphrase: c.PrivPassword, PrivacyProtocol: gosnmp.NoPriv}
		if err := short.InitSecurityKeys(); err != nil {
			return keys{}, fmt.Errorf("derive the privacy key: %w", err)
		}
		sp.PrivacyKey = short.SecretKey[:16]
	}
	if err := sp.InitSecurityKeys(); err != nil {
		return keys{}, fmt.Errorf("derive keys: %w", err)
	}
	return keys{sp.SecretKey, sp.PrivacyKey}, nil
}
