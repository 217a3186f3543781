package main

import (
	"net"
	"runtime"
	"syscall"
	"time"
)

// What adjtimex(2) says of a clock that nobody disciplines.
const (
	timeError = 5    // TIME_ERROR, the state
	unsynced  = 0x40 // STA_UNSYNC, of the status
)

// clockSynced asks the kernel whether its clock follows another. Nothing is set.
func clockSynced() (bool, error) {
	var t syscall.Timex
	state, err := syscall.Adjtimex(&t)
	if err != nil {
		return false, err
	}
	return state != timeError && t.Status&unsynced == 0, nil
}

// fileSystems are those on which a database is not safe, by their numbers of
// statfs(2): over a network locks and syncs do not hold, and memory forgets.
var fileSystems = map[int64]string{
	0x6969: "nfs", 0xff534d42: "cifs", 0xfe534d42: "smb", 0x517b: "smb", 0x01021997: "9p", 0x00c36400: "ceph", 0x01021994: "tmpfs", 0x858458f6: "ramfs",
}

func spaceOf(dir string) (diskSpace, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return diskSpace{}, err
	}
	return diskSpace{free: int64(s.Bavail) * s.Bsize, total: int64(s.Blocks) * s.Bsize, kind: fileSystems[int64(s.Type)&0xffffffff]}, nil
}

// socketPeer asks the kernel which process listens on a unix socket (unix(7),
// SO_PEERCRED).
func socketPeer(socket string) (pid int, ok bool) {
	conn, err := net.DialTimeout("unix", socket, time.Second)
	if err != nil {
		return 0, false
	}
	defer conn.Close()
	raw, err := conn.(*net.UnixConn).SyscallConn()
	if err != nil {
		return 0, false
	}
	var cred *syscall.Ucred
	var asked error
	err = raw.Control(func(fd uintptr) {
		cred, asked = syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
	})
	if err != nil || asked != nil {
		return 0, false
	}
	return int(cred.Pid), true
}

func processors() int { return runtime.NumCPU() }
