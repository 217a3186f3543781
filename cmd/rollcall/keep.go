package main

import (
	"context"
	"errors"
	"net"
	"os"
	"time"

	"rollcall/exporter/wording"
)

// listeners are where a daemon is reached: the page and, for verbs, the unix
// socket in the data directory.
type listeners struct {
	page, socket net.Listener
}

// kept are the sockets that stay open while one daemon gives way to the next: who
// asks meanwhile waits a moment, and neither a browser nor a verb is turned away.
type kept struct {
	page, socket keptSocket
}

// open opens the page's address and the unix socket, or hands those that are open
// to the next daemon. It is done before anything is read, so that a port in use
// stops the start.
func (k *kept) open(ctx context.Context, address, path string) (l listeners, err error) {
	if l.page, err = k.page.open(address, func() (net.Listener, error) { return listenPage(ctx, address) }); err != nil {
		return l, err
	}
	l.socket, err = k.socket.open(path, func() (net.Listener, error) { return listenVerbs(ctx, path) })
	return l, err
}

// close turns away whoever is left in a queue, as any program that ends does.
func (k *kept) close() {
	k.page.close()
	k.socket.close()
}

// A keptSocket is one of them; address is where it listens.
type keptSocket struct {
	address string
	socket  deadliner
}

// A deadliner is a listener that can be woken without being closed, as those of
// TCP and of unix sockets can.
type deadliner interface {
	net.Listener
	SetDeadline(time.Time) error
}

func (k *keptSocket) open(address string, listen func() (net.Listener, error)) (net.Listener, error) {
	if k.socket != nil && k.address == address {
		return &pausedListener{k.socket}, k.socket.SetDeadline(time.Time{})
	}
	k.close()
	l, err := listen()
	if err != nil {
		return nil, err
	}
	socket, ok := l.(deadliner)
	if !ok {
		return l, nil
	}
	k.address, k.socket = address, socket
	return &pausedListener{socket}, nil
}

func (k *keptSocket) close() {
	if k.socket != nil {
		_ = k.socket.Close()
		k.socket = nil
	}
}

// A pausedListener is a socket that one daemon stops listening to and the next
// goes on with.
type pausedListener struct{ deadliner }

// Close wakes whoever waits for a connection, and leaves the socket open.
func (l *pausedListener) Close() error { return l.SetDeadline(time.Unix(1, 0)) }

// listenVerbs opens the unix socket that verbs ask. One that a killed daemon left
// behind is taken away first: the lock of the database says that nobody listens.
func listenVerbs(ctx context.Context, path string) (net.Listener, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, &saying{"cli.socket", wording.Args{"file": path, "reason": bare(err)}, err}
	}
	socket, err := new(net.ListenConfig).Listen(ctx, "unix", path)
	if err != nil {
		return nil, &saying{"cli.socket", wording.Args{"file": path, "reason": err.Error()}, err}
	}
	if err := os.Chmod(path, 0o660); err != nil {
		return nil, errors.Join(&saying{"cli.socket", wording.Args{"file": path, "reason": bare(err)}, err}, socket.Close())
	}
	return socket, nil
}
