package main

import (
	"bytes"
	"net"
	"strings"
	"testing"

	"rollcall/exporter/wording"
	"rollcall/inventory"
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

// How a table was read is one line: the reading, the second best, what stays open.
func TestPollSaysHowATableWasRead(t *testing.T) {
	for want, s := range map[string]inventory.TableState{
		"":                             {},
		"dot1qTpFdb; base port (0.98)": {Rows: 3, Dialect: "dot1qTpFdb; base port", Score: 0.98},
		"dot1qTpFdb; ifIndex (0.98) · 次佳讀法：base port（0.31） · 2 rows without a port": {Rows: 3, Dialect: "dot1qTpFdb; ifIndex", Score: 0.98,
			RunnerUp: "base port", RunnerUpScore: 0.31, Detail: "2 rows without\na port"},
		"one context a VLAN, 2 of 2 answered": {Dialect: "one context a VLAN, 2 of 2 answered"},
		"no answer within 2s":                 {Detail: "no answer within 2s"},
	} {
		if got := how(wording.ZhTW, s); got != want {
			t.Errorf("how(%+v) = %q, want %q", s, got, want)
		}
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
