package cluster

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// The ports that the suite's echo program has in its image, and the variables that move them.
var movedPorts = []struct {
	port      int
	variables []string
	only      func(environment map[string]string) bool
}{
	{3000, []string{"HTTP_PORT", "TCP_PORT"}, func(map[string]string) bool { return true }},
	{3001, []string{"H2C_PORT"}, func(e map[string]string) bool {
		return e["GRPC_ECHO_SERVER"] == "" && e["TCP_ECHO_SERVER"] == ""
	}},
	{8443, []string{"HTTPS_PORT", "TLS_PORT"}, func(e map[string]string) bool {
		return e["TLS_SERVER_CERT"] != ""
	}},
}

// startEchoBasic runs the suite's own echo program as a Pod.
func (c *Cluster) startEchoBasic(p *pod, container corev1.Container, volumes map[string]string) error {
	environment := map[string]string{}
	for _, variable := range container.Env {
		value := variable.Value
		if from := variable.ValueFrom; from != nil && from.FieldRef != nil {
			switch from.FieldRef.FieldPath {
			case "metadata.name":
				value = p.name
			case "metadata.namespace":
				value = p.namespace
			case "status.podIP":
				value = p.address
			default:
				return fmt.Errorf("%s: no field %s here", p.name, from.FieldRef.FieldPath)
			}
		}
		environment[variable.Name] = inFolder(value, container, volumes)
	}
	var first int
	for _, moved := range movedPorts {
		port, err := c.addresses.freePort()
		if err != nil {
			return err
		}
		for _, variable := range moved.variables {
			environment[variable] = strconv.Itoa(port)
		}
		if !moved.only(environment) {
			continue
		}
		if first == 0 {
			first = port
		}
		listener, err := forwardPort(p.address, moved.port, port)
		if err != nil {
			return err
		}
		p.ends = append(p.ends, listener.Close)
	}
	return c.startProcess(p, environment, first)
}

func (c *Cluster) startProcess(p *pod, environment map[string]string, port int) error {
	program := exec.Command(c.options.EchoBasic)
	for name, value := range environment {
		program.Env = append(program.Env, name+"="+value)
	}
	program.Stdout, program.Stderr = p.log, p.log
	program.SysProcAttr = endWithParent()
	if err := program.Start(); err != nil {
		return err
	}
	var over, passed atomic.Bool
	ended := make(chan struct{})
	go func() {
		err := program.Wait()
		if !over.Load() {
			c.say("pod %s ended by itself: %v: %s", p.name, err, p.log.tail())
		}
		close(ended)
	}()
	p.ends = append(p.ends, func() error {
		over.Store(true)
		if err := program.Process.Signal(syscall.SIGKILL); err != nil && err != os.ErrProcessDone {
			return err
		}
		<-ended
		return nil
	})
	p.ready = func() bool {
		if !passed.Load() {
			conn, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", port), time.Second)
			if err != nil {
				return false
			}
			_ = conn.Close()
			passed.Store(true)
		}
		return true
	}
	return nil
}
