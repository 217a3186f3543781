package main

import (
	"sync"
	"time"

	"rollcall/inventory"
)

// heard is when each switch answered last. It is asked for all of a city at once,
// by pages that must not wait for the present.
type heard struct {
	mu   sync.Mutex
	last map[inventory.SwitchID]time.Time
}

func (h *heard) note(id inventory.SwitchID, at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.last == nil {
		h.last = make(map[inventory.SwitchID]time.Time)
	}
	h.last[id] = at
}

// of returns when a switch answered last; zero: never.
func (h *heard) of(id inventory.SwitchID) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.last[id]
}
