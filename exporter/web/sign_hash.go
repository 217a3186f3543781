package web

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// A cost is how much work one Argon2id hash is (RFC 9106, 3.1).
type cost struct {
	memory uint32 // m, KiB
	passes uint32 // t
	lanes  uint8  // p
}

// usualCost takes about 30 ms of one core and 19 MiB.
func usualCost() cost { return cost{memory: 19 << 10, passes: 2, lanes: 1} }

const (
	saltBytes   = 16
	digestBytes = 32
	atOnce      = 2  // hashes at the same time: they cost memory
	mostWaiting = 32 // requests that wait for one; beyond it they are sent away
)

// Bounds on what a stored hash may ask for.
const (
	mostMemory = 1 << 20 // KiB
	mostPasses = 64
	mostLanes  = 16
)

// A phc is a hash with all that is needed to check it, in the PHC string format:
// $argon2id$v=19$m=19456,t=2,p=1$SALT$DIGEST, both base64 without padding.
type phc struct {
	cost         cost
	salt, digest []byte
}

// String writes the PHC string.
func (h phc) String() string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.cost.memory, h.cost.passes, h.cost.lanes,
		b64.EncodeToString(h.salt), b64.EncodeToString(h.digest))
}

// parsePHC reads what String writes.
func parsePHC(text string) (phc, error) {
	var h phc
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != "v="+strconv.Itoa(argon2.Version) {
		return h, errors.New("not an Argon2id hash, version 19, in PHC form")
	}
	var err error
	if h.cost, err = parseCost(parts[3]); err != nil {
		return h, err
	}
	b64 := base64.RawStdEncoding.Strict()
	if h.salt, err = b64.DecodeString(parts[4]); err != nil {
		return h, fmt.Errorf("salt: %w", err)
	}
	if h.digest, err = b64.DecodeString(parts[5]); err != nil {
		return h, fmt.Errorf("digest: %w", err)
	}
	if len(h.salt) < 8 || len(h.salt) > 64 || len(h.digest) < 16 || len(h.digest) > 64 {
		return h, fmt.Errorf("a salt of %d and a digest of %d octets", len(h.salt), len(h.digest))
	}
	return h, nil
}

func parseCost(text string) (cost, error) {
	limits := []struct {
		name string
		most uint64
	}{{"m=", mostMemory}, {"t=", mostPasses}, {"p=", mostLanes}}
	parts := strings.Split(text, ",")
	if len(parts) != len(limits) {
		return cost{}, fmt.Errorf("%d parameters, want m, t and p", len(parts))
	}
	var n [3]uint64
	for i, l := range limits {
		digits, ok := strings.CutPrefix(parts[i], l.name)
		v, err := strconv.ParseUint(digits, 10, 32)
		if !ok || err != nil || v < 1 || v > l.most || strconv.FormatUint(v, 10) != digits {
			return cost{}, fmt.Errorf("parameter %d is out of bounds", i+1)
		}
		n[i] = v
	}
	return cost{uint32(n[0]), uint32(n[1]), uint8(n[2])}, nil
}

// errBusy: more people sign in at the same time than this machine can hash for.
var errBusy = errors.New("too many people sign in at the same time")

// A hasher makes and checks hashes of passwords, a bounded number at a time.
type hasher struct {
	cost    cost
	slots   chan struct{}
	waiting chan struct{}
	decoy   phc // what the password of somebody who has none is checked against
}

func newHasher(c cost) *hasher {
	h := &hasher{cost: c, slots: make(chan struct{}, atOnce), waiting: make(chan struct{}, mostWaiting)}
	h.decoy = phc{cost: c, salt: make([]byte, saltBytes), digest: make([]byte, digestBytes)}
	return h
}

// work runs f when it is its turn.
func (h *hasher) work(ctx context.Context, f func()) error {
	select {
	case h.waiting <- struct{}{}:
		defer func() { <-h.waiting }()
	default:
		return errBusy
	}
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return ctx.Err()
	}
	f()
	return nil
}

// digest is the Argon2id of a password, however its characters were composed.
func digest(password string, salt []byte, c cost, length int) []byte {
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, c.passes, c.memory, c.lanes, uint32(length))
}

// hash returns the PHC string of a password with a new salt.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	made := phc{cost: h.cost, salt: make([]byte, saltBytes)}
	_, _ = rand.Read(made.salt) // never an error (crypto/rand)
	err := h.work(ctx, func() { made.digest = digest(password, made.salt, h.cost, digestBytes) })
	return made.String(), err
}

// matches says whether a password is the one of a PHC string. It works as long
// where there is none.
func (h *hasher) matches(ctx context.Context, stored, password string) (bool, error) {
	want, err := parsePHC(stored)
	if err != nil {
		want = h.decoy
	}
	same := false
	work := h.work(ctx, func() {
		got := digest(password, want.salt, want.cost, len(want.digest))
		same = subtle.ConstantTimeCompare(got, want.digest) == 1
	})
	return same && err == nil, work
}
