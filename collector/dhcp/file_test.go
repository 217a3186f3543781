package dhcp

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
	"github.com/insomniacslk/dhcp/dhcpv4"
)

// all reads a file to its end: its packets, its refusals, and why it ended.
func all(t testing.TB, text []byte) (packets []Packet, refused []Refusal, end error) {
	t.Helper()
	f, err := NewFile(bytes.NewReader(text))
	if err != nil {
		return nil, nil, err
	}
	for {
		p, err := f.Next()
		var why Refusal
		switch {
		case err == nil:
			packets = append(packets, p)
		case errors.As(err, &why):
			refused = append(refused, why)
		default:
			return packets, refused, err
		}
	}
}

func packed(t testing.TB, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// ng writes a capture of two interfaces in pcapng, of which the second has no
// Ethernet.
func ng(t testing.TB, first, second []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := pcapgo.NewNgWriter(&b, layers.LinkTypeEthernet)
	if err != nil {
		t.Fatal(err)
	}
	other, err := w.AddInterface(pcapgo.NgInterface{Name: "any", LinkType: layers.LinkTypeRaw, SnapLength: 1 << 16})
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range [][]byte{first, second} {
		if err := w.WritePacket(gopacket.CaptureInfo{Timestamp: began, CaptureLength: len(f), Length: len(f), InterfaceIndex: i * other}, f); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bigEndian turns a capture around, as a machine of another kind writes it.
func bigEndian(text []byte) []byte {
	out := bytes.Clone(text)
	turn := func(at, n int) {
		for i := range n / 2 {
			out[at+i], out[at+n-1-i] = out[at+n-1-i], out[at+i]
		}
	}
	for _, field := range [][2]int{{0, 4}, {4, 2}, {6, 2}, {8, 4}, {12, 4}, {16, 4}, {20, 4}} {
		turn(field[0], field[1])
	}
	for at := 24; at < len(out); {
		length := int(binary.LittleEndian.Uint32(text[at+8:]))
		for i := range 4 {
			turn(at+4*i, 4)
		}
		at += 16 + length
	}
	return out
}

func TestFiles(t *testing.T) {
	payload := message(t, dhcpv4.MessageTypeDiscover).ToBytes()
	frame, other := clientSays(208).frame(t, payload), clientSays().with(set(23, 6)).frame(t, payload)
	bare := clientSays()
	bare.raw = true
	two := pcapFile(t, layers.LinkTypeEthernet, frame, other, frame)
	for _, tt := range []struct {
		name    string
		text    []byte
		packets int
		refused []Refusal
		end     error
	}{
		{"pcap", two, 2, []Refusal{NotDHCP}, io.EOF},
		{"pcap of a machine of another kind", bigEndian(two), 2, []Refusal{NotDHCP}, io.EOF},
		{"pcap, packed", packed(t, two), 2, []Refusal{NotDHCP}, io.EOF},
		{"pcapng of two interfaces", ng(t, frame, bare.frame(t, payload)), 2, nil, io.EOF},
		{"pcapng, packed", packed(t, ng(t, frame, bare.frame(t, payload))), 2, nil, io.EOF},
		{"without packets", two[:24], 0, nil, io.EOF},
		{"of nothing", nil, 0, nil, ErrEmpty},
		{"packed, of nothing", packed(t, nil), 0, nil, ErrEmpty},
		{"that is too short for any", []byte{0xd4, 0xc3}, 0, nil, ErrNoCapture},
		{"of text", []byte("DHCPACK on 10.241.208.9 to 00:00:5e:00:53:01\n"), 0, nil, ErrNoCapture},
		{"packed, of text", packed(t, []byte("DHCPACK on")), 0, nil, ErrNoCapture},
		{"packed by something else", []byte{0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3}, 0, nil, ErrCompressed},
		{"cut in its header", two[:20], 0, nil, ErrCut},
		{"cut in a packet", two[:len(two)-5], 1, []Refusal{NotDHCP}, ErrCut},
		{"cut behind the header of a packet", two[:24+16], 0, nil, ErrCut},
		{"cut in the header of a packet", two[:24+9], 0, nil, ErrCut},
		{"cut while packed", packed(t, two)[:60], 0, nil, ErrCut},
		{"with a packet longer than any", set(24+8, 0xff, 0xff, 0xff, 0x7f)(bytes.Clone(two)), 0, nil, ErrDamaged},
		{"of another version", set(4, 9)(bytes.Clone(two)), 0, nil, ErrDamaged},
		{"of radio", pcapFile(t, layers.LinkTypeIEEE80211Radio, frame), 0, nil, ErrLink},
		{"pcapng cut in its header", ng(t, frame, frame)[:10], 0, nil, ErrCut},
	} {
		t.Run(tt.name, func(t *testing.T) {
			packets, refused, end := all(t, tt.text)
			if !errors.Is(end, tt.end) {
				t.Errorf("ends with %v, want %v", end, tt.end)
			}
			if len(packets) != tt.packets || len(refused) != len(tt.refused) {
				t.Errorf("%d packets, refused %v; want %d and %v", len(packets), refused, tt.packets, tt.refused)
			}
			for _, p := range packets {
				if !bytes.Equal(p.Payload, payload) || p.At.Before(began) || p.At.After(began.Add(time.Minute)) {
					t.Errorf("packet %+v", p)
				}
			}
		})
	}
}

// TestAFileEndsOnce: whoever asks again is told the same.
func TestAFileEndsOnce(t *testing.T) {
	f, err := NewFile(bytes.NewReader(pcapFile(t, layers.LinkTypeEthernet)))
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := f.Next(); !errors.Is(err, io.EOF) {
			t.Errorf("Next: %v, want EOF", err)
		}
	}
}

func FuzzFile(f *testing.F) {
	frame := clientSays(208).frame(f, message(f, dhcpv4.MessageTypeDiscover).ToBytes())
	f.Add(pcapFile(f, layers.LinkTypeEthernet, frame, frame))
	f.Add(ng(f, frame, frame))
	f.Add(packed(f, pcapFile(f, layers.LinkTypeEthernet, frame)))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 1<<20 {
			return
		}
		packets, refused, end := all(t, text)
		if end == nil || (len(packets)+len(refused))*12 > len(text) && !bytes.HasPrefix(text, magicGzip) {
			t.Errorf("%d packets and %d refusals of %d octets, end %v", len(packets), len(refused), len(text), end)
		}
	})
}
