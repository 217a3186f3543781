package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"rollcall/inventory/config"
)

// A machine is where rollcall runs, as far as the doctor looks at it. Tests look at
// one of files in a directory.
type machine struct {
	root    string // in front of /proc, /etc and /lib
	now     func() time.Time
	synced  func() (bool, error)                             // the kernel's word on its clock
	space   func(dir string) (diskSpace, error)              // of the file system of a directory
	syncing func(dir string) (time.Duration, error)          // how long one write takes to be durable
	owner   func(path string) (os.FileInfo, int, int, error) // a file, its owner and group
	peer    func(socket string) (pid int, ok bool)           // who serves a unix socket
	bind    func(network, address string) error              // whether a port can be had
	get     func(url string) error                           // whether a web address answers
	dial    func(address string) error                       // whether a port answers
	cores   int

	testMail func(ctx context.Context, conf *config.Config, to string) error
}

// A diskSpace is what a file system has.
type diskSpace struct {
	free, total int64  // bytes
	kind        string // a name of the file system where it matters: nfs, cifs, tmpfs; else empty
}

func thisMachine() machine {
	return machine{root: "/", now: time.Now, synced: clockSynced, space: spaceOf, syncing: syncTime, owner: ownerOf, peer: socketPeer,
		bind: tryPort, get: tryURL, dial: tryDial, cores: processors(), testMail: sendTestMail}
}

// file reads a file of the machine; a file that is not there is empty.
func (m machine) file(path string) string {
	text, err := os.ReadFile(filepath.Join(m.root, path))
	if err != nil {
		return ""
	}
	return string(text)
}

func (m machine) exists(path string) bool {
	_, err := os.Lstat(filepath.Join(m.root, path))
	return err == nil
}

// field is the value of a line "NAME: value" or "NAME value" of a file of /proc.
func field(text, name string) string {
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			return strings.TrimSpace(strings.TrimPrefix(rest, ":"))
		}
	}
	return ""
}

// whose finds out who runs the daemon: the one that does, else the user rollcall,
// else whoever asks.
func (c *checkup) whose() {
	c.uid, c.gid = os.Geteuid(), os.Getegid()
	for line := range strings.Lines(c.file("etc/passwd")) {
		if f := strings.Split(strings.TrimSpace(line), ":"); len(f) > 3 && f[0] == "rollcall" {
			c.uid, c.gid = number(f[2], c.uid), number(f[3], c.gid)
		}
	}
	if c.conf == nil {
		return
	}
	pid, ok := c.peer(socketPath(c.conf))
	if !ok {
		return
	}
	c.pid = pid
	status := c.file(fmt.Sprintf("proc/%d/status", pid))
	c.uid, c.gid = number(first(field(status, "Uid")), c.uid), number(first(field(status, "Gid")), c.gid)
}

func first(text string) string {
	head, _, _ := strings.Cut(text, "\t")
	return head
}

func number(text string, otherwise int) int {
	if n, err := strconv.Atoi(strings.TrimSpace(text)); err == nil {
		return n
	}
	return otherwise
}

// tryPort takes a port and gives it back.
func tryPort(network, address string) error {
	if network == "udp" {
		l, err := net.ListenPacket(network, address)
		if err == nil {
			err = l.Close()
		}
		return err
	}
	l, err := net.Listen(network, address)
	if err == nil {
		err = l.Close()
	}
	return err
}

const doctorPatience = 5 * time.Second

func tryURL(url string) error {
	resp, err := (&http.Client{Timeout: doctorPatience}).Get(url)
	if err != nil {
		return err
	}
	if err := resp.Body.Close(); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s", resp.Status)
	}
	return nil
}

func tryDial(address string) error {
	conn, err := net.DialTimeout("tcp", address, doctorPatience)
	if err != nil {
		return err
	}
	return conn.Close()
}

// syncTime writes a page of a file and waits until it is on the disk, some times
// over, and returns the median.
func syncTime(dir string) (time.Duration, error) {
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return 0, err
	}
	defer func() { _ = errors.Join(f.Close(), os.Remove(f.Name())) }() // what is left is an empty page
	page := bytes.Repeat([]byte{0}, 4096)
	var took []time.Duration
	for range 9 {
		begin := time.Now()
		if _, err := f.Write(page); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	return took[len(took)/2], nil
}

func ownerOf(path string) (os.FileInfo, int, int, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, 0, 0, err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return info, -1, -1, nil
	}
	return info, int(stat.Uid), int(stat.Gid), nil
}

// mayRead says whether a user with a group may read a file.
func mayRead(info os.FileInfo, uid, gid, byUID, byGID int) bool {
	mode := info.Mode().Perm()
	switch {
	case byUID == 0:
		return true
	case uid == byUID:
		return mode&0o400 != 0
	case gid == byGID:
		return mode&0o040 != 0
	}
	return mode&0o004 != 0
}
