package dhcp

import "golang.org/x/net/bpf"

// keepAll is how many octets of a frame the kernel is asked to keep: all.
const keepAll = 1 << 18

// Filter is what the kernel looks at of every frame before it hands one on: it
// passes exactly what [Cut] takes for DHCP, fragments that begin a datagram
// included. A frame that came in by a loop back is looked at once, when it comes in.
func Filter(loopback bool) ([]bpf.RawInstruction, error) {
	var program []bpf.Instruction
	if loopback {
		program = append(program, bpf.LoadExtension{Num: bpf.ExtType}, bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: packetOutgoing, SkipTrue: 1}, drop)
	}
	return bpf.Assemble(append(program, filterEthernet()...))
}

// nothing is a filter that passes nothing.
func nothing() ([]bpf.RawInstruction, error) { return bpf.Assemble([]bpf.Instruction{drop}) }

// packetOutgoing is how the kernel marks what it sends (PACKET_OUTGOING, packet(7)).
const packetOutgoing = 4

var (
	drop = bpf.RetConstant{Val: 0}
	keep = bpf.RetConstant{Val: keepAll}
)

// filterEthernet looks behind as many tags as Cut does. The kernel has taken the
// outermost off most frames before.
func filterEthernet() (program []bpf.Instruction) {
	for tags := range maxTags + 1 {
		at := uint32(14 + 4*tags)
		program = append(program, bpf.LoadAbsolute{Off: at - 2, Size: 2})
		program = append(program, onlyIf(etherIPv4, filterIPv4(at))...)
		program = append(program, onlyIf(etherIPv6, filterIPv6(at))...)
		if tags < maxTags {
			program = append(program, // any tag: look behind it
				bpf.JumpIf{Cond: bpf.JumpEqual, Val: etherVLAN, SkipTrue: 3},
				bpf.JumpIf{Cond: bpf.JumpEqual, Val: etherQinQ, SkipTrue: 2},
				bpf.JumpIf{Cond: bpf.JumpEqual, Val: etherQinQ91, SkipTrue: 1},
				drop)
		}
	}
	return append(program, drop)
}

// onlyIf skips instructions, which must end the program, unless what is loaded has
// a value.
func onlyIf(value uint32, program []bpf.Instruction) []bpf.Instruction {
	return append([]bpf.Instruction{bpf.JumpIf{Cond: bpf.JumpEqual, Val: value, SkipFalse: uint8(len(program))}}, program...)
}

// filterIPv4 decides of a datagram whose header is at an offset.
func filterIPv4(at uint32) []bpf.Instruction {
	ports := append([]bpf.Instruction{bpf.LoadMemShift{Off: at}}, filterPorts(at, portServer4, portClient4)...)
	first := append([]bpf.Instruction{bpf.LoadAbsolute{Off: at + 6, Size: 2}, bpf.JumpIf{Cond: bpf.JumpBitsNotSet, Val: 0x1fff, SkipTrue: 1}, drop}, ports...)
	return append(append([]bpf.Instruction{bpf.LoadAbsolute{Off: at + 9, Size: 1}}, onlyIf(protoUDP, first)...), drop)
}

// filterIPv6 is the same for IPv6, with a fragment header or none.
func filterIPv6(at uint32) []bpf.Instruction {
	plain := append([]bpf.Instruction{bpf.LoadConstant{Dst: bpf.RegX, Val: 40}}, filterPorts(at, portClient6, portServer6)...)
	pieces := append([]bpf.Instruction{
		bpf.LoadAbsolute{Off: at + 40, Size: 1}, bpf.JumpIf{Cond: bpf.JumpEqual, Val: protoUDP, SkipTrue: 1}, drop,
		bpf.LoadAbsolute{Off: at + 42, Size: 2}, bpf.JumpIf{Cond: bpf.JumpBitsNotSet, Val: 0xfff8, SkipTrue: 1}, drop,
		bpf.LoadConstant{Dst: bpf.RegX, Val: 48}}, filterPorts(at, portClient6, portServer6)...)
	program := append([]bpf.Instruction{bpf.LoadAbsolute{Off: at + 6, Size: 1}}, onlyIf(protoUDP, plain)...)
	return append(append(program, onlyIf(protoFragment, pieces)...), drop)
}

// filterPorts decides by the ports of a UDP header, which is register X behind an
// offset.
func filterPorts(at, one, other uint32) []bpf.Instruction {
	return []bpf.Instruction{
		bpf.LoadIndirect{Off: at, Size: 2},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: one, SkipTrue: 4},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: other, SkipTrue: 3},
		bpf.LoadIndirect{Off: at + 2, Size: 2},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: one, SkipTrue: 1},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: other, SkipTrue: 1},
		keep, drop,
	}
}
