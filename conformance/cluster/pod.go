package cluster

import (
	"errors"
	"net"
	"os"
	"sync/atomic"
	"time"
)

// pod is one replica of a Deployment: a program with an address of its own.
type pod struct {
	namespace string
	name      string
	labels    map[string]string
	container string
	address   string
	started   time.Time
	log       *log
	ends      []func() error
	folder    string
	ready     func() bool // whether its program listens
	listens   bool        // what ready said when Pods and routees were last brought in line
	admitted  atomic.Bool // whether Weft lets it take calls
}

// stop ends the program and gives back what it held.
func (p *pod) stop() error {
	var all []error
	for i := len(p.ends) - 1; i >= 0; i-- {
		if err := p.ends[i](); err != nil && !errors.Is(err, net.ErrClosed) {
			all = append(all, err)
		}
	}
	if p.folder != "" {
		all = append(all, os.RemoveAll(p.folder))
	}
	return errors.Join(all...)
}

// document is the Pod as a cluster's API shows it.
func (p *pod) document() *object {
	ready, phase := "False", "Pending"
	if p.admitted.Load() {
		ready, phase = "True", "Running"
	}
	labels := map[string]any{}
	for key, value := range p.labels {
		labels[key] = value
	}
	started := p.started.UTC().Format(time.RFC3339)
	return &object{Object: map[string]any{
		"apiVersion": "v1",
		"kind":       "Pod",
		"metadata": map[string]any{
			"name":              p.name,
			"namespace":         p.namespace,
			"labels":            labels,
			"uid":               string(uid("Pod-" + p.namespace + p.name)),
			"resourceVersion":   "1",
			"creationTimestamp": started,
		},
		"spec": map[string]any{
			"nodeName":   "localhost",
			"containers": []any{map[string]any{"name": p.container}},
		},
		"status": map[string]any{
			"phase":  phase,
			"podIP":  p.address,
			"podIPs": []any{map[string]any{"ip": p.address}},
			"conditions": []any{map[string]any{
				"type": "Ready", "status": ready, "lastTransitionTime": started,
			}},
		},
	}}
}
