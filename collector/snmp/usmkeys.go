package snmp

import (
	"crypto/sha256"
	"sync"
)

// A Keyring remembers what was worked out of passwords, which costs hashing a
// megabyte each (RFC 3414, A.2), so that it is done once and not with every poll.
// It lives in memory only, knows no password, and is bounded. The zero value is
// ready; it may be shared.
type Keyring struct {
	mu      sync.Mutex
	masters map[[sha256.Size]byte][]byte
}

// mostMasters bounds a Keyring: one entry a password, and one a switch where
// Reeder's extension is in use.
const mostMasters = 32_768

// keys are those of one user for one engine.
type keys struct{ auth, priv []byte }

// localized works out a user's keys for an engine (RFC 3414, 2.6).
func (k *Keyring) localized(auth authKind, priv privKind, c Credential, engineID string) keys {
	var out keys
	if auth.hash != nil {
		out.auth = k.localize(auth, []byte(c.AuthPassword), engineID)
	}
	if priv.key > 0 {
		out.priv = k.long(auth, priv, k.localize(auth, []byte(c.PrivPassword), engineID), engineID)
	}
	return out
}

// localize makes the key of a password for an engine: the hash of the master key,
// the engine's id, and the master key again (RFC 3414, 2.6).
func (k *Keyring) localize(auth authKind, password []byte, engineID string) []byte {
	master := k.master(auth, password)
	h := auth.hash()
	h.Write(master)
	h.Write([]byte(engineID))
	h.Write(master)
	return h.Sum(nil)
}

// long gives a localized key the length that the privacy protocol needs.
func (k *Keyring) long(auth authKind, priv privKind, key []byte, engineID string) []byte {
	for len(key) < priv.key {
		if priv.extend == extendReeder { // the key is the password of what follows it
			key = append(key, k.localize(auth, key, engineID)...)
			continue
		}
		h := auth.hash()
		h.Write(key)
		key = h.Sum(key)
	}
	return key[:priv.key]
}

// master returns the key that a password stands for (RFC 3414, A.2).
func (k *Keyring) master(auth authKind, password []byte) []byte {
	id := sha256.Sum256(append([]byte(auth.name+"\x00"), password...))
	k.mu.Lock()
	defer k.mu.Unlock()
	if key, ok := k.masters[id]; ok {
		return key
	}
	key := stretch(auth, password)
	if k.masters == nil {
		k.masters = map[[sha256.Size]byte][]byte{}
	}
	for old := range k.masters {
		if len(k.masters) < mostMasters {
			break
		}
		delete(k.masters, old)
	}
	k.masters[id] = key
	return key
}

// stretch hashes the megabyte that a password makes when it is written again and again.
func stretch(auth authKind, password []byte) []byte {
	const whole = 1 << 20
	h := auth.hash()
	if len(password) == 0 {
		return h.Sum(nil)
	}
	chunk := make([]byte, 0, len(password)*64)
	for range 64 {
		chunk = append(chunk, password...)
	}
	for left := whole; left > 0; left -= len(chunk) {
		h.Write(chunk[:min(left, len(chunk))])
	}
	return h.Sum(nil)
}
