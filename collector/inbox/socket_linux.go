package inbox

import (
	"fmt"
	"net"
	"sync"
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

// Enlarge asks the kernel for room for what waits on a socket. Beyond
// net.core.rmem_max that takes CAP_NET_ADMIN; without it there is as much as it allows.
func Enlarge(conn *net.UDPConn, octets int) error {
	raw, err := conn.SyscallConn()
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
	return conn.SetReadBuffer(octets)
}

// Drops follow the kernel's count of what it dropped of a socket. They are safe
// for concurrent use.
type Drops struct {
	Conn *net.UDPConn
	mu   sync.Mutex
	seen uint32
}

// Since returns how many datagrams were dropped since it was asked for last. Of a
// socket that is closed it returns nothing more.
func (d *Drops) Since() uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	now, err := kernelDrops(d.Conn)
	if err != nil {
		return 0 // the socket is closed; Close has counted what it had dropped
	}
	n := now - d.seen // also right when the count, which has 32 bits, has run over
	d.seen = now
	return uint64(n)
}

// kernelDrops returns how many datagrams the kernel took for the socket and had
// no room for, since it was opened: the drops column of /proc/net/udp.
func kernelDrops(conn *net.UDPConn) (uint32, error) {
	raw, err := conn.SyscallConn()
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
