package web

import (
	"encoding/json"
	"errors"
	"net/http"

	"rollcall/inventory"
)

func (s *server) replayRoutes() []route {
	return []route{
		{pattern: "POST /api/v1/dhcp", policy: centre(), serve: s.takeMessages, upload: true,
			about: "Takes in DHCP messages of a capture, at their own times, as if they had been heard."},
	}
}

// mostMessages is how many messages one request may bring, and mostWords how long
// their texts may be, in octets.
const (
	mostMessages = 10_000
	mostWords    = 256
)

// takeMessages has messages learned from that `rollcall replay` understood.
func (s *server) takeMessages(w http.ResponseWriter, r *http.Request) {
	if s.HeardDHCP == nil {
		s.fail(w, r, &usageError{http.StatusServiceUnavailable, "error.no_daemon", nil})
		return
	}
	var messages []inventory.DHCPMessage
	err := json.NewDecoder(r.Body).Decode(&messages)
	var tooBig *http.MaxBytesError
	if err != nil && !errors.As(err, &tooBig) {
		err = badRequest("error.dhcp", "reason", err)
	}
	if err == nil {
		err = soundMessages(messages)
	}
	if err == nil {
		err = storeBusy(s.HeardDHCP(r.Context(), messages))
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.writeJSON(w, r, http.StatusOK, map[string]int{"taken": len(messages)})
}

// soundMessages refuses what no parser of ours makes.
func soundMessages(messages []inventory.DHCPMessage) error {
	if len(messages) > mostMessages {
		return badRequest("error.dhcp", "reason", "too many")
	}
	for _, m := range messages {
		words := m.Source + m.HostName + m.VendorClass + m.CircuitID + m.RemoteID + m.ClientID + string(m.Type) + string(m.School)
		switch {
		case m.At.IsZero(), m.Type == "", m.Version != 4 && m.Version != 6, m.Via != inventory.ViaFile:
			return badRequest("error.dhcp", "reason", "time, type, version or way")
		case len(words)+len(m.Parameters) > 8*mostWords:
			return badRequest("error.dhcp", "reason", "texts too long")
		}
	}
	return nil
}
