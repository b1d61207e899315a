package cluster

import "syscall"

// endWithParent lets no echo program outlive a harness that was killed.
func endWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
