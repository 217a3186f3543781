package inbox

import (
	"fmt"
	"syscall"
	"unsafe"
)

// Socket options of Linux that package syscall does not name (asm-generic/socket.h)
// and where SO_MEMINFO keeps the count of dropped datagrams (linux/sock_diag.h).
const (
	soRcvBufForce = 33
	soMemInfo     = 55

	memInfoDrops = 8
	memInfoVars  = 9
)

// enlarge asks the kernel for room. Beyond net.core.rmem_max that takes
// CAP_NET_ADMIN; without it there is as much as it allows.
func (b *Inbox) enlarge(octets int) error {
	raw, err := b.conn.SyscallConn()
	if err != nil {
		return err
	}
	var forced error
	if err := raw.Control(func(fd uintptr) {
		forced = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, soRcvBufForce, octets)
	}); err != nil {
		return err
	}
	if forced == nil {
		return nil
	}
	return b.conn.SetReadBuffer(octets)
}

// kernelDrops returns how many datagrams the kernel took for the socket and had
// no room for, since it was opened: the drops column of /proc/net/udp.
func (b *Inbox) kernelDrops() (uint32, error) {
	raw, err := b.conn.SyscallConn()
	if err != nil {
		return 0, err
	}
	var info [memInfoVars]uint32
	var errno syscall.Errno
	err = raw.Control(func(fd uintptr) {
		size := uint32(unsafe.Sizeof(info))
		_, _, errno = syscall.Syscall6(syscall.SYS_GETSOCKOPT, fd, syscall.SOL_SOCKET, soMemInfo,
			uintptr(unsafe.Pointer(&info)), uintptr(unsafe.Pointer(&size)), 0)
	})
	if err == nil && errno != 0 {
		err = fmt.Errorf("ask the kernel what it dropped: %w", errno)
	}
	return info[memInfoDrops], err
}
