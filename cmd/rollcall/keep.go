package main

import (
	"context"
	"net"
	"time"
)

// A keptPage is the page's socket, which stays open while one daemon gives way to
// the next: who asks meanwhile waits a moment, and no browser is turned away.
type keptPage struct {
	address string // as configured
	socket  *net.TCPListener
}

// open opens the socket of an address, or hands the one that is open to the next
// daemon.
func (k *keptPage) open(ctx context.Context, address string) (net.Listener, error) {
	if k.socket != nil && k.address == address {
		return &pausedListener{k.socket}, k.socket.SetDeadline(time.Time{})
	}
	k.close()
	l, err := listenPage(ctx, address)
	if err != nil {
		return nil, err
	}
	socket, ok := l.(*net.TCPListener)
	if !ok {
		return l, nil
	}
	k.address, k.socket = address, socket
	return &pausedListener{socket}, nil
}

func (k *keptPage) close() {
	if k.socket != nil {
		_ = k.socket.Close() // whoever is left in its queue is turned away, as by any program that ends
		k.socket = nil
	}
}

// A pausedListener is a socket that one daemon stops listening to and the next
// goes on with.
type pausedListener struct{ *net.TCPListener }

// Close wakes whoever waits for a connection, and leaves the socket open.
func (l *pausedListener) Close() error { return l.SetDeadline(time.Unix(1, 0)) }
