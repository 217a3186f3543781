package dhcp

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/pcapgo"
)

// Why a file cannot be read as a capture, or not to its end.
var (
	ErrEmpty      = errors.New("the file is empty")
	ErrNoCapture  = errors.New("neither pcap nor pcapng")
	ErrCompressed = errors.New("compressed in a way other than gzip")
	ErrCut        = errors.New("the file ends within a packet")
	ErrDamaged    = errors.New("the file is damaged")
	ErrLink       = errors.New("the capture is of a kind of network that cannot be read")
)

// A File reads the packets of a capture in the format of pcap or pcapng, also one
// compressed by gzip, in the order of the file.
type File struct {
	frames frames
	mixed  bool // each frame says which link it is of
	link   LinkType
	ended  error
}

// frames is what the readers of both formats do.
type frames interface {
	ReadPacketData() ([]byte, gopacket.CaptureInfo, error)
}

// The beginnings of files (magic numbers).
var (
	magicGzip    = []byte{0x1f, 0x8b}
	magicNg      = []byte{0x0a, 0x0d, 0x0d, 0x0a}
	magicsPcap   = [][]byte{{0xa1, 0xb2, 0xc3, 0xd4}, {0xd4, 0xc3, 0xb2, 0xa1}, {0xa1, 0xb2, 0x3c, 0x4d}, {0x4d, 0x3c, 0xb2, 0xa1}}
	magicsPacked = [][]byte{{0x28, 0xb5, 0x2f, 0xfd}, {0xfd, '7', 'z', 'X'}, {'B', 'Z', 'h'}, {'P', 'K', 3, 4}, {0x04, 0x22, 0x4d, 0x18}}
)

// NewFile reads the beginning of a capture. Its errors are those of this package,
// or of r.
func NewFile(r io.Reader) (*File, error) {
	b := bufio.NewReaderSize(r, 1<<16)
	start, err := b.Peek(4)
	if bytes.HasPrefix(start, magicGzip) {
		unpacked, err := gzip.NewReader(b)
		if err != nil {
			return nil, fmt.Errorf("unpack: %w", cutShort(err))
		}
		b = bufio.NewReaderSize(unpacked, 1<<16)
		start, err = b.Peek(4)
		return open(b, start, err)
	}
	return open(b, start, err)
}

func open(b *bufio.Reader, start []byte, err error) (*File, error) {
	switch {
	case len(start) == 0 && errors.Is(err, io.EOF):
		return nil, ErrEmpty
	case err != nil && !errors.Is(err, io.EOF):
		return nil, cutShort(err)
	case begins(start, magicsPcap):
		return openPcap(b)
	case bytes.Equal(start, magicNg):
		return openNg(b)
	case begins(start, magicsPacked):
		return nil, ErrCompressed
	}
	return nil, ErrNoCapture
}

func begins(start []byte, magics [][]byte) bool {
	for _, m := range magics {
		if bytes.HasPrefix(start, m) {
			return true
		}
	}
	return false
}

func openPcap(b *bufio.Reader) (f *File, err error) {
	defer caught(&err)
	r, err := pcapgo.NewReader(b)
	if err != nil {
		return nil, fmt.Errorf("read the header: %w", damage(err))
	}
	if !knownLink(r.LinkType()) {
		return nil, fmt.Errorf("%w: %s (%d)", ErrLink, r.LinkType(), r.LinkType())
	}
	return &File{frames: r, link: r.LinkType()}, nil
}

func openNg(b *bufio.Reader) (f *File, err error) {
	defer caught(&err)
	r, err := pcapgo.NewNgReader(b, pcapgo.NgReaderOptions{WantMixedLinkType: true, SkipUnknownVersion: true})
	if err != nil {
		return nil, fmt.Errorf("read the header: %w", damage(err))
	}
	return &File{frames: r, mixed: true}, nil
}

// Next returns the next DHCP packet. A Refusal is of one frame, which says nothing
// of what follows; any other error ends the file, [io.EOF] as it should.
func (f *File) Next() (Packet, error) {
	if f.ended != nil {
		return Packet{}, f.ended
	}
	frame, info, err := f.read()
	if err != nil {
		f.ended = err
		return Packet{}, err
	}
	link := f.link
	if f.mixed {
		link = linkOf(info)
	}
	p, err := Cut(link, frame)
	p.At = info.Timestamp
	if err != nil && !knownLink(link) {
		err = RefusedLink
	}
	return p, err
}

// read reads a frame. A bug that it meets ends the file.
func (f *File) read() (frame []byte, info gopacket.CaptureInfo, err error) {
	defer caught(&err)
	frame, info, err = f.frames.ReadPacketData()
	switch {
	case errors.Is(err, io.EOF) && info.CaptureLength > 0:
		err = ErrCut // behind the header of a packet
	case err != nil:
		err = damage(err)
	}
	return frame, info, err
}

func linkOf(info gopacket.CaptureInfo) LinkType {
	for _, v := range info.AncillaryData {
		if link, ok := v.(LinkType); ok {
			return link
		}
	}
	return 0
}

// damage says what the end of a file means: that it is over, that it was cut off
// (the capture was copied while it was written), or that it is no capture any more.
func damage(err error) error {
	if err = cutShort(err); errors.Is(err, io.EOF) || errors.Is(err, ErrCut) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}

func cutShort(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrCut
	}
	return err
}

// caught turns a bug in a library into damage of the file.
func caught(err *error) {
	if bug := recover(); bug != nil {
		*err = fmt.Errorf("%w: %v", ErrDamaged, bug)
	}
}
