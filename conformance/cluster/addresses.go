package cluster

import (
	"fmt"
	"net"
	"sync"
)

// addresses hands out what Pods listen on: a loopback address each, as a cluster gives each Pod an
// address, and ports of 127.0.0.1 that nothing else has.
type addresses struct {
	mutex sync.Mutex
	pods  int
	port  int
}

// Below the ephemeral range, so that no outgoing connection takes one before its program binds it.
const (
	firstPort = 21000
	lastPort  = 29999
)

func (a *addresses) nextPod() string {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.pods++
	return fmt.Sprintf("127.78.%d.%d", a.pods/250, a.pods%250+1)
}

func (a *addresses) freePort() (int, error) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	for range lastPort - firstPort {
		if a.port < firstPort || a.port >= lastPort {
			a.port = firstPort
		}
		a.port++
		listener, err := net.Listen("tcp", fmt.Sprintf(":%d", a.port))
		if err == nil {
			return a.port, listener.Close()
		}
	}
	return 0, fmt.Errorf("no free port from %d to %d", firstPort, lastPort)
}
