package main

import (
	"bytes"
	"net"
	"strings"
	"testing"
)

// Something else than an SNMP agent listens: it did answer, so to say that it is
// off would send somebody the wrong way.
func TestPollOfWhatSpeaksNoSNMP(t *testing.T) {
	for _, tt := range []struct{ name, answer string }{
		{"text", "HTTP/1.1 400 Bad Request\r\n"},
		{"a length without end", "\x30\x84\xff\xff\xff\xffAAAA"},
		{"nothing", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			err := run(t.Context(), []string{"--lang", "en", "poll", answering(t, tt.answer), "--timeout", "200ms"}, &out, &out)
			if code := report(err, &out); code != exitFailed || !strings.Contains(out.String(), "another program may listen there") {
				t.Errorf("poll ended with %d and said %q; want %d and that it is no SNMP", code, out.String(), exitFailed)
			}
		})
	}
}

// answering returns an address where every packet gets the same answer.
func answering(t *testing.T, answer string) string {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		packet := make([]byte, 65535)
		for {
			_, from, err := conn.ReadFromUDP(packet)
			if err != nil {
				return
			}
			conn.WriteToUDP([]byte(answer), from)
		}
	}()
	return conn.LocalAddr().String()
}
