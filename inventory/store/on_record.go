package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"rollcall/inventory"
)

// onRecord are the MACs and the IPv4 addresses on record, each once, for those who
// look for one by a part of it: no index of the database serves that, and to go
// through all its rows takes seconds. They are read when somebody asks for the
// first time, or by [DB.Warm]; from then on every writer adds to them. One whose
// record was removed meanwhile stays: what is found is looked up anyway.
type onRecord struct {
	reading sync.Mutex // one reads them

	mu    sync.RWMutex
	ready bool
	macs  keys[uint64]
	ips   keys[uint32]
}

// keys are numbers in order, and those that came since they were put in order.
type keys[K uint32 | uint64] struct {
	noted  bool // whoever writes adds to them
	sorted []K
	fresh  map[K]bool
}

// mostFresh is how many keys wait to be put in order.
const mostFresh = 10_000

func (k *keys[K]) add(key K) {
	if !k.noted || k.fresh[key] {
		return
	}
	if _, known := slices.BinarySearch(k.sorted, key); known {
		return
	}
	if k.fresh == nil {
		k.fresh = make(map[K]bool)
	}
	if k.fresh[key] = true; len(k.fresh) >= mostFresh {
		k.settle(nil)
	}
}

// settle puts all keys in order, with more of them.
func (k *keys[K]) settle(more []K) {
	all := slices.Concat(k.sorted, more)
	for key := range k.fresh {
		all = append(all, key)
	}
	slices.Sort(all)
	k.sorted, k.fresh = slices.Clone(slices.Compact(all)), nil
}

// find returns the keys that a filter lets through, which adds them to what was found.
func (k *keys[K]) find(filter func(keys, found []K) []K) []K {
	found := filter(k.sorted, nil)
	if len(k.fresh) > 0 {
		found = filter(slices.Collect(maps.Keys(k.fresh)), found)
		slices.Sort(found)
	}
	return found
}

// note adds what was recorded.
func (s *onRecord) note(c *inventory.Changes) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range c.Sightings.Opened {
		s.macs.add(uint64(macInt(c.Sightings.Opened[i].MAC)))
	}
	for i := range c.Bindings.Opened {
		if ip := c.Bindings.Opened[i].IP.Unmap(); ip.Is4() {
			b := ip.As4()
			s.ips.add(binary.BigEndian.Uint32(b[:]))
		}
	}
}

// Warm reads what is needed to look for parts of MACs, addresses and texts of lists,
// so that nobody waits for that.
func (db *DB) Warm(ctx context.Context) error {
	s := &db.onRecord
	s.reading.Lock()
	defer s.reading.Unlock()
	s.mu.Lock()
	ready := s.ready
	s.macs.noted, s.ips.noted = true, true // before it is read: what is written meanwhile counts too
	s.mu.Unlock()
	if ready {
		return nil
	}
	if _, err := db.standing(ctx); err != nil {
		return db.explain(err)
	}
	macs, ips, err := db.recorded(ctx)
	if err != nil {
		return db.explain(fmt.Errorf("read the addresses on record: %w", err))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.macs.settle(macs)
	s.ips.settle(ips)
	s.ready = true
	return nil
}

// recorded reads the MACs and IPv4 addresses on record.
func (db *DB) recorded(ctx context.Context) (macs []uint64, ips []uint32, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT mac FROM seats`)
		if err != nil {
			return err
		}
		err = each(rows, func(rows *sql.Rows) error {
			var mac int64
			err := rows.Scan(&mac)
			macs = append(macs, uint64(mac))
			return err
		})
		if err != nil {
			return err
		}
		if rows, err = tx.QueryContext(ctx, `SELECT ip FROM holders WHERE length(ip) = 4`); err != nil {
			return err
		}
		var ip sql.RawBytes
		return each(rows, func(rows *sql.Rows) error {
			err := rows.Scan(&ip)
			if len(ip) == 4 {
				ips = append(ips, binary.BigEndian.Uint32(ip))
			}
			return err
		})
	})
	return macs, ips, err
}

// macsWith returns the MACs that have a part in their 12 hex digits.
func (s *onRecord) macsWith(part string) []uint64 {
	p, ok := newMACPart(part)
	if !ok {
		return nil
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.macs.find(func(macs, found []uint64) []uint64 {
		for _, mac := range macs {
			if p.may(mac) && p.in(mac) {
				found = append(found, mac)
			}
		}
		return found
	})
}

// ipsWith returns the IPv4 addresses that have a part, with a dot in it, in their
// text.
func (s *onRecord) ipsWith(part string) []uint32 {
	words := strings.Split(part, ".")
	if len(words) < 2 || len(words) > 4 {
		return nil
	}
	fits := make([][256]bool, len(words)) // which octets each word may be, or be of
	for i, word := range words {
		for octet := range 256 {
			text := strconv.Itoa(octet)
			switch i {
			case 0:
				fits[i][octet] = strings.HasSuffix(text, word)
			case len(words) - 1:
				fits[i][octet] = strings.HasPrefix(text, word)
			default:
				fits[i][octet] = text == word
			}
		}
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.ips.find(func(ips, found []uint32) []uint32 {
		for _, ip := range ips {
			for first := 0; first+len(words) <= 4; first++ {
				if fit(fits, ip<<(8*first)) {
					found = append(found, ip)
					break
				}
			}
			if len(found) >= enough {
				break
			}
		}
		return found
	})
}

// fit says whether the leading octets of an address are such as they may be.
func fit(fits [][256]bool, ip uint32) bool {
	for i := range fits {
		if !fits[i][byte(ip>>(24-8*i))] {
			return false
		}
	}
	return true
}
