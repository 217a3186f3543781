package web

import (
	"context"
	"net"
	"os/user"
	"strconv"
	"syscall"

	"rollcall/inventory"
)

// ConnContext is for [net/http.Server.ConnContext]: it gives requests that
// arrive over the daemon's unix socket the identity of the user at its other
// end (SO_PEERCRED, unix(7)). The socket's file mode decides who may connect.
func ConnContext(ctx context.Context, c net.Conn) context.Context {
	unix, ok := c.(*net.UnixConn)
	if !ok {
		return ctx
	}
	return WithIdentity(ctx, Identity{Actor: peerName(unix), Role: inventory.RoleCentre, Scope: inventory.AllSchools()})
}

func peerName(c *net.UnixConn) string {
	raw, err := c.SyscallConn()
	if err != nil {
		return "unix socket"
	}
	name := "unix socket"
	err = raw.Control(func(fd uintptr) {
		cred, err := syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
		if err == nil {
			name = userName(strconv.Itoa(int(cred.Uid)))
		}
	})
	if err != nil {
		return "unix socket"
	}
	return name
}

func userName(uid string) string {
	if u, err := user.LookupId(uid); err == nil {
		return u.Username
	}
	return "uid " + uid
}
