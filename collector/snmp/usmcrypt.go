package snmp

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"errors"
	"hash"
	"strings"
)

// An authKind is an authentication protocol of the User-based Security Model. The
// zero value is no authentication.
type authKind struct {
	name string
	hash func() hash.Hash
	size int // octets of msgAuthenticationParameters (RFC 3414, 6 and 7; RFC 7860, 4)
}

// authKinds are the protocols of RFC 3414 and RFC 7860 by the names that
// [protocolName] gives.
func authKinds() map[string]authKind {
	return map[string]authKind{
		"": {}, "NONE": {},
		"MD5": {"MD5", md5.New, 12}, "SHA": {"SHA", sha1.New, 12}, "SHA1": {"SHA", sha1.New, 12},
		"SHA224": {"SHA224", sha256.New224, 16}, "SHA256": {"SHA256", sha256.New, 24},
		"SHA384": {"SHA384", sha512.New384, 32}, "SHA512": {"SHA512", sha512.New, 48},
	}
}

// A privKind is a privacy protocol. The zero value is no privacy.
type privKind struct {
	key    int       // octets of the key
	des    bool      // DES in CBC mode, else AES in CFB mode
	extend extension // how a key is made of a digest that is too short
}

// An extension is one of the two ways of making a localized key longer, of which
// neither became a standard and both are in use.
type extension int

const (
	extendBlumenthal extension = iota // draft-blumenthal-aes-usm-04, 3.1.2.1: net-snmp and most
	extendReeder                      // draft-reeder-snmpv3-usm-3desede-00, 2.1: Cisco and those that follow it
)

// privKinds are DES (RFC 3414, 8), AES-128 (RFC 3826) and the longer AES keys by
// the names that [protocolName] gives; those with a C have Reeder's extension.
func privKinds() map[string]privKind {
	return map[string]privKind{
		"": {}, "NONE": {},
		"DES": {key: 16, des: true}, "AES": {key: 16}, "AES128": {key: 16},
		"AES192": {key: 24}, "AES256": {key: 32},
		"AES192C": {key: 24, extend: extendReeder}, "AES256C": {key: 32, extend: extendReeder},
	}
}

// protocolName brings "sha-256" and "SHA256" into one form.
func protocolName(s string) string { return strings.ToUpper(strings.ReplaceAll(s, "-", "")) }

// A lock authenticates and encrypts the messages of one user of one engine.
type lock struct {
	auth  authKind
	priv  privKind
	mac   hash.Hash // keyed, used again with every message
	block cipher.Block
	preIV [des.BlockSize]byte // DES only
	salt  uint64              // of the message encrypted last
	sum   [sha512.Size]byte
}

// newLock prepares keys for use.
func newLock(auth authKind, priv privKind, k keys) (*lock, error) {
	l := &lock{auth: auth, priv: priv, salt: uint64(randomID())<<32 | uint64(randomID())}
	if auth.hash != nil {
		l.mac = hmac.New(auth.hash, k.auth)
	}
	var err error
	switch {
	case priv.key == 0:
	case priv.des:
		copy(l.preIV[:], k.priv[8:16])
		l.block, err = des.NewCipher(k.priv[:8])
	default:
		l.block, err = aes.NewCipher(k.priv)
	}
	return l, err
}

// digest is the authentication code of a message whose own place for it holds
// zeros. It is overwritten by the next.
func (l *lock) digest(message []byte) []byte {
	l.mac.Reset()
	l.mac.Write(message)
	return l.mac.Sum(l.sum[:0])[:l.auth.size]
}

// authentic checks a message by its code, which lies inside it and is blanked.
func (l *lock) authentic(message, code []byte) bool {
	if len(code) != l.auth.size {
		return false
	}
	var said [sha512.Size]byte
	n := copy(said[:], code)
	clear(code)
	return hmac.Equal(l.digest(message), said[:n])
}

// nextSalt is what no other message under these keys has had (RFC 3414, 8.1.1.1;
// RFC 3826, 3.1.1.1): it begins at random and counts.
func (l *lock) nextSalt(boots uint32) [8]byte {
	l.salt++
	var salt [8]byte
	if l.priv.des {
		binary.BigEndian.PutUint32(salt[:], boots)
		binary.BigEndian.PutUint32(salt[4:], uint32(l.salt))
		return salt
	}
	binary.BigEndian.PutUint64(salt[:], l.salt)
	return salt
}

// errCipher says that octets cannot have been encrypted as the protocol wants it.
var errCipher = errors.New("octets that no encryption of this protocol gives")

// decrypt undoes the privacy of a scoped PDU, in place.
func (l *lock) decrypt(text, salt []byte, clock engineClock) error {
	if len(salt) != 8 {
		return errCipher
	}
	if !l.priv.des {
		l.cfb(text, clock.vector(salt), false)
		return nil
	}
	if len(text)%des.BlockSize != 0 {
		return errCipher
	}
	cipher.NewCBCDecrypter(l.block, l.desVector(salt)).CryptBlocks(text, text)
	return nil
}

// encrypt gives a scoped PDU privacy, in place but for the padding that DES needs.
func (l *lock) encrypt(text []byte, salt [8]byte, clock engineClock) []byte {
	if !l.priv.des {
		l.cfb(text, clock.vector(salt[:]), true)
		return text
	}
	for len(text)%des.BlockSize != 0 {
		text = append(text, 0)
	}
	cipher.NewCBCEncrypter(l.block, l.desVector(salt[:])).CryptBlocks(text, text)
	return text
}

// desVector is the initialization vector of RFC 3414, 8.1.1.1.
func (l *lock) desVector(salt []byte) []byte {
	iv := l.preIV
	for i := range iv {
		iv[i] ^= salt[i]
	}
	return iv[:]
}

// vector is the initialization vector of RFC 3826, 3.1.2.1.
func (c engineClock) vector(salt []byte) [aes.BlockSize]byte {
	var iv [aes.BlockSize]byte
	binary.BigEndian.PutUint32(iv[:], c.boots)
	binary.BigEndian.PutUint32(iv[4:], c.seconds)
	copy(iv[8:], salt)
	return iv
}

// cfb is AES in CFB mode with 128 bits of feedback (RFC 3826, 3.1.1.3), in place.
func (l *lock) cfb(text []byte, feedback [aes.BlockSize]byte, encrypt bool) {
	var stream [aes.BlockSize]byte
	for len(text) > 0 {
		l.block.Encrypt(stream[:], feedback[:])
		n := min(len(text), aes.BlockSize)
		if !encrypt {
			copy(feedback[:], text[:n])
		}
		for i := range n {
			text[i] ^= stream[i]
		}
		if encrypt {
			copy(feedback[:], text[:n])
		}
		text = text[n:]
	}
}
