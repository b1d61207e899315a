package cluster

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"syscall"
)

// forwardPort carries the bytes of a Pod's address and port to the port of 127.0.0.1 where its
// program listens; the program itself listens on every address and so cannot have the Pod's port.
// Ends and resets are passed on as such, since the suite has backends that reset.
func forwardPort(address string, port, target int) (net.Listener, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort(address, fmt.Sprint(port)))
	if err != nil {
		return nil, err
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				if !errors.Is(err, net.ErrClosed) {
					slog.Error("a pod's port is gone", "address", listener.Addr(), "error", err)
				}
				return
			}
			go carry(conn.(*net.TCPConn), target)
		}
	}()
	return listener, nil
}

func carry(caller *net.TCPConn, target int) {
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", target))
	if err != nil {
		reset(caller)
		return
	}
	program := conn.(*net.TCPConn)
	var both sync.WaitGroup
	both.Go(func() { oneWay(program, caller) })
	both.Go(func() { oneWay(caller, program) })
	both.Wait()
	_ = caller.Close()
	_ = program.Close()
}

func oneWay(to, from *net.TCPConn) {
	_, err := io.Copy(to, from)
	switch {
	case err == nil:
		_ = to.CloseWrite() // fails only where the other side is gone already
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		reset(to)
		reset(from)
	default:
		_ = to.Close()
	}
}

func reset(conn *net.TCPConn) {
	_ = conn.SetLinger(0)
	_ = conn.Close()
}
