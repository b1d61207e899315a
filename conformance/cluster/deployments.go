package cluster

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"

	"weft.dev/conformance/podecho"
)

// deployed makes the Pods be what the Deployments say. Pods whose volumes are still missing are
// tried again the next time.
func (c *Cluster) deployed() error {
	wanted := map[string]bool{}
	var failures []error
	for _, document := range c.deployments.all() {
		deployment := appsv1.Deployment{}
		text, err := json.Marshal(document.Object)
		if err == nil {
			err = json.Unmarshal(text, &deployment)
		}
		if err != nil {
			return err
		}
		replicas := 1
		if deployment.Spec.Replicas != nil {
			replicas = int(*deployment.Spec.Replicas)
		}
		if !c.runs(deployment) {
			continue
		}
		for i := range replicas {
			name := fmt.Sprintf("%s-%s-%d", deployment.Name, document.GetUID()[:8], i)
			wanted[keyOf(deployment.Namespace, name)] = true
			if c.pods.get(deployment.Namespace, name) == nil {
				failures = append(failures, c.startPod(deployment, name))
			}
		}
	}
	for _, p := range c.pods.all() {
		if !wanted[keyOf(p.namespace, p.name)] {
			c.pods.remove(p)
			failures = append(failures, p.stop())
		}
	}
	return errors.Join(failures...)
}

// runs tells whether a Deployment's image is one that this cluster has, and says so once if not.
func (c *Cluster) runs(deployment appsv1.Deployment) bool {
	image := deployment.Spec.Template.Spec.Containers[0].Image
	if isEchoBasic(image) || isEchoAdvanced(image) {
		return true
	}
	if !c.refused[image] {
		c.refused[image] = true
		c.say("no pods for deployment %s: its image %s is not run here", deployment.Name, image)
	}
	return false
}

func isEchoBasic(image string) bool    { return strings.Contains(image, "/echo-basic:") }
func isEchoAdvanced(image string) bool { return strings.Contains(image, "/echo-advanced:") }

func (c *Cluster) startPod(deployment appsv1.Deployment, name string) error {
	spec := deployment.Spec.Template.Spec
	p := &pod{
		namespace: deployment.Namespace,
		name:      name,
		labels:    deployment.Spec.Template.Labels,
		container: spec.Containers[0].Name,
		started:   time.Now(),
		log:       &log{},
		ready:     func() bool { return false },
	}
	volumes, err := c.mount(p, spec.Volumes)
	if err == nil {
		p.address = c.addresses.nextPod()
		if isEchoAdvanced(spec.Containers[0].Image) {
			err = startEchoAdvanced(p)
		} else {
			err = c.startEchoBasic(p, spec.Containers[0], volumes)
		}
	}
	if err != nil {
		return errors.Join(fmt.Errorf("pod %s waits: %w", name, err), p.stop())
	}
	c.pods.add(p)
	return nil
}

func startEchoAdvanced(p *pod) error {
	server, err := podecho.Start(p.name, p.address)
	if err != nil {
		return err
	}
	p.ends = append(p.ends, server.Close)
	p.ready = func() bool { return true }
	return nil
}
