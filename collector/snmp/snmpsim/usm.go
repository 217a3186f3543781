package snmpsim

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/hmac"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"github.com/gosnmp/gosnmp"
)

// A cipherKind is how a privacy protocol encrypts, and how long its key is.
type cipherKind struct {
	proto gosnmp.SnmpV3PrivProtocol // whose key extension gosnmp shall use
	bytes int
	des   bool
}

// authProtocols maps net-snmp's names to gosnmp's.
func authProtocols() map[string]gosnmp.SnmpV3AuthProtocol {
	return map[string]gosnmp.SnmpV3AuthProtocol{
		"MD5": gosnmp.MD5, "SHA": gosnmp.SHA, "SHA1": gosnmp.SHA, "SHA224": gosnmp.SHA224,
		"SHA256": gosnmp.SHA256, "SHA384": gosnmp.SHA384, "SHA512": gosnmp.SHA512,
	}
}

// privProtocols maps net-snmp's names. DES and AES-128 take the start of the
// localized key as it is (RFC 3414, 8.1.1.1; RFC 3826, 1.2), so gosnmp need not
// extend it.
func privProtocols() map[string]cipherKind {
	return map[string]cipherKind{
		"DES": {gosnmp.DES, 16, true}, "AES": {gosnmp.DES, 16, false}, "AES128": {gosnmp.DES, 16, false},
		"AES192": {gosnmp.AES192, 24, false}, "AES256": {gosnmp.AES256, 32, false},
		"AES192C": {gosnmp.AES192C, 24, false}, "AES256C": {gosnmp.AES256C, 32, false},
	}
}

// protocolName brings "sha-256", "SHA256" into one form.
func protocolName(s string) string { return strings.ToUpper(strings.ReplaceAll(s, "-", "")) }

// macSize returns the octets of msgAuthenticationParameters (RFC 3414, 6; RFC 7860, 4.1).
func macSize(hash crypto.Hash) int {
	switch hash {
	case crypto.SHA224:
		return 16
	case crypto.SHA256:
		return 24
	case crypto.SHA384:
		return 32
	case crypto.SHA512:
		return 48
	}
	return 12
}

// errUser is wrapped by errors about a user's protocols or passwords.
var errUser = errors.New("SNMPv3 user")

// A localUser is a user with keys of one engine.
type localUser struct {
	User
	hash    crypto.Hash // 0: noAuthNoPriv
	cipher  cipherKind  // zero: no privacy
	authKey []byte
	privKey []byte
}

// check says what is wrong with a user.
func (u User) check() error {
	_, auth := authProtocols()[protocolName(u.Auth)]
	_, priv := privProtocols()[protocolName(u.Priv)]
	switch {
	case u.Auth == "" && u.Priv != "":
		return fmt.Errorf("%w %s: privacy without authentication", errUser, u.Name)
	case u.Auth != "" && !auth:
		return fmt.Errorf("%w %s: authentication protocol %q is unknown", errUser, u.Name, u.Auth)
	case u.Priv != "" && !priv:
		return fmt.Errorf("%w %s: privacy protocol %q is unknown", errUser, u.Name, u.Priv)
	case u.Auth != "" && u.AuthPassword == "" || u.Priv != "" && u.PrivPassword == "":
		return fmt.Errorf("%w %s: a password is empty", errUser, u.Name)
	}
	return nil
}

// localize works the keys of a checked user out (RFC 3414, 2.6).
func (u User) localize(engineID []byte) (*localUser, error) {
	out := &localUser{User: u}
	if u.Auth == "" {
		return out, nil
	}
	auth := authProtocols()[protocolName(u.Auth)]
	keys := gosnmp.UsmSecurityParameters{
		AuthoritativeEngineID: string(engineID), AuthenticationProtocol: auth,
		AuthenticationPassphrase: u.AuthPassword, PrivacyProtocol: gosnmp.NoPriv,
	}
	if u.Priv != "" {
		out.cipher = privProtocols()[protocolName(u.Priv)]
		keys.PrivacyProtocol, keys.PrivacyPassphrase = out.cipher.proto, u.PrivPassword
	}
	if err := keys.InitSecurityKeys(); err != nil {
		return nil, fmt.Errorf("%w %s: keys: %w", errUser, u.Name, err)
	}
	out.hash, out.authKey = auth.HashType(), []byte(keys.SecretKey)
	if len(keys.PrivacyKey) < out.cipher.bytes {
		return nil, fmt.Errorf("%w %s: the %s key of %s is too short", errUser, u.Name, u.Priv, u.Auth)
	}
	out.privKey = []byte(keys.PrivacyKey)[:out.cipher.bytes]
	return out, nil
}

// digest returns the message authentication code of a whole message in which its
// own place holds zeros.
func (u *localUser) digest(message []byte) []byte {
	h := hmac.New(u.hash.New, u.authKey)
	h.Write(message)
	return h.Sum(nil)[:macSize(u.hash)]
}

// crypt en- or decrypts a scoped PDU with a salt of eight octets.
func (u *localUser) crypt(text, salt []byte, clock engineClock, encrypt bool) ([]byte, error) {
	if u.cipher.des {
		return u.cryptDES(text, salt, encrypt)
	}
	block, err := aes.NewCipher(u.privKey)
	if err != nil {
		return nil, fmt.Errorf("AES: %w", err)
	}
	var iv [aes.BlockSize]byte // RFC 3826, 3.1.2.1
	binary.BigEndian.PutUint32(iv[:], clock.boots)
	binary.BigEndian.PutUint32(iv[4:], clock.seconds)
	copy(iv[8:], salt)
	return cfb128(block, iv, text, encrypt), nil
}

// cfb128 is AES in CFB mode, as RFC 3826, 3.1.1.3 wants it.
func cfb128(block cipher.Block, feedback [aes.BlockSize]byte, text []byte, encrypt bool) []byte {
	out := make([]byte, len(text))
	for start := 0; start < len(text); start += aes.BlockSize {
		end := min(start+aes.BlockSize, len(text))
		var stream [aes.BlockSize]byte
		block.Encrypt(stream[:], feedback[:])
		for i := start; i < end; i++ {
			out[i] = text[i] ^ stream[i-start]
		}
		if encrypt {
			copy(feedback[:], out[start:end])
		} else {
			copy(feedback[:], text[start:end])
		}
	}
	return out
}

// cryptDES is DES in CBC mode (RFC 3414, 8.1.1).
func (u *localUser) cryptDES(text, salt []byte, encrypt bool) ([]byte, error) {
	block, err := des.NewCipher(u.privKey[:8])
	if err != nil {
		return nil, fmt.Errorf("DES: %w", err)
	}
	iv := make([]byte, des.BlockSize)
	for i := range iv {
		iv[i] = u.privKey[8+i] ^ salt[i]
	}
	if encrypt {
		padding := (des.BlockSize - len(text)%des.BlockSize) % des.BlockSize
		out := append(append([]byte{}, text...), make([]byte, padding)...)
		cipher.NewCBCEncrypter(block, iv).CryptBlocks(out, out)
		return out, nil
	}
	if len(text)%des.BlockSize != 0 {
		return nil, fmt.Errorf("DES: %d octets are no whole blocks", len(text))
	}
	out := make([]byte, len(text))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(out, text)
	return out, nil
}
