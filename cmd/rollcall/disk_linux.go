package main

import "syscall"

// freeBytes returns the bytes that an ordinary user may still write to the file
// system of a directory; -1 when it cannot be asked.
func freeBytes(dir string) int64 {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return -1
	}
	return int64(s.Bavail) * s.Bsize
}

// totalBytes returns the size of the file system of a directory; 0 when it cannot
// be asked.
func totalBytes(dir string) int64 {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0
	}
	return int64(s.Blocks) * s.Bsize
}
