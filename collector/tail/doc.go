// Package tail follows files that other programs write: logs that grow and are
// rotated, and state files that are written anew. It goes on after a restart where
// it stopped, reads what was still to come in a file that was rotated away, and
// knows a file again by its contents, not by its inode: copies, shares and rotation
// by copying and cutting make those worthless.
//
// It looks every second instead of waiting to be told, because nothing is told of
// files on a share of another machine, which is where the logs of a Windows server
// are read. That, a position that outlives the process, and bounded lines are why
// it is ours: the libraries that follow files (nxadm/tail is the one that is kept)
// know a file by its inode and hold a line of any length in memory.
package tail
