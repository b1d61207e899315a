package cluster

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"strings"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

const routeesOf = "/apis/weft.dev/v1/namespaces/%s/routees/%s"

// registered makes Weft's routees be the Pods that the Services select, and the endpoints that
// EndpointSlices name.
func (c *Cluster) registered() error {
	read, err := c.weft.get("/api/v1/services")
	if err != nil {
		return err
	}
	text, err := json.Marshal(read)
	if err != nil {
		return err
	}
	var services corev1.ServiceList
	if err := json.Unmarshal(text, &services); err != nil {
		return err
	}
	wanted := map[string]any{}
	for _, service := range services.Items {
		if err := c.endpointsOf(service, wanted); err != nil {
			return err
		}
	}
	var failures []error
	for path, routee := range wanted {
		if !reflect.DeepEqual(c.routees[path], routee) {
			if err := c.weft.put(path, routee); err != nil {
				failures = append(failures, err)
				continue
			}
			c.routees[path] = routee
		}
	}
	for path := range c.routees {
		if _, stays := wanted[path]; !stays {
			if err := c.weft.remove(path); err != nil {
				failures = append(failures, err)
				continue
			}
			delete(c.routees, path)
		}
	}
	return errors.Join(failures...)
}

// admitted notes which Pods Weft lets take calls as each of their Services: only then are they ready.
func (c *Cluster) admitted() error {
	read, err := c.weft.get("/apis/weft.dev/v1/routees")
	if err != nil {
		return err
	}
	list := unstructured.UnstructuredList{}
	list.SetUnstructuredContent(read)
	held := map[string]bool{} // by namespace and Pod
	for _, routee := range list.Items {
		path := fmt.Sprintf(routeesOf, routee.GetNamespace(), routee.GetName())
		verdict, _, _ := unstructured.NestedString(routee.Object, "status", "verdict")
		if _, ours := c.routees[path]; ours && verdict != "passing" {
			held[podOf(path)] = true
		}
	}
	for _, p := range c.pods.all() {
		key := fmt.Sprintf(routeesOf, p.namespace, p.name)
		p.admitted.Store(p.listens && !held[key])
	}
	return nil
}

// podOf takes the Service's name out of the path of a routee.
func podOf(path string) string {
	last := strings.LastIndex(path, "/") + 1
	_, pod, _ := strings.Cut(path[last:], ".")
	return path[:last] + pod
}

func (c *Cluster) endpointsOf(service corev1.Service, wanted map[string]any) error {
	namespace, name := service.Namespace, service.Name
	if len(service.Spec.Selector) > 0 {
		selector := labels.SelectorFromSet(service.Spec.Selector)
		for _, p := range c.pods.all() {
			if p.namespace == namespace && selector.Matches(labels.Set(p.labels)) && p.listens {
				path := fmt.Sprintf(routeesOf, namespace, name+"."+p.name)
				want(wanted, path, routee(service, p.address, p.labels, nil))
			}
		}
	}
	for _, document := range c.slices.all() {
		if document.GetNamespace() != namespace || document.GetLabels()[discoveryv1.LabelServiceName] != name {
			continue
		}
		var slice discoveryv1.EndpointSlice
		text, err := json.Marshal(document.Object)
		if err == nil {
			err = json.Unmarshal(text, &slice)
		}
		if err != nil {
			return err
		}
		for _, endpoint := range slice.Endpoints {
			for _, address := range endpoint.Addresses {
				if parsed, err := netip.ParseAddr(address); err != nil || !parsed.IsValid() {
					return fmt.Errorf("%s: address %q", slice.Name, address)
				}
				suffix := strings.NewReplacer(".", "-", ":", "-").Replace(address)
				path := fmt.Sprintf(routeesOf, namespace, slice.Name+"."+suffix)
				want(wanted, path, routee(service, address, nil, slice.Ports))
			}
		}
	}
	return nil
}

func want(wanted map[string]any, path string, routee map[string]any) {
	if routee != nil {
		wanted[path] = routee
	}
}

// routee is the document that registers one endpoint; nil where no port of the Service is TCP. Its
// ports are those that the Service leads to, or those of the EndpointSlice; what is spoken there is
// what appProtocol says, else for Weft to find out.
func routee(
	service corev1.Service, address string, labels map[string]string, given []discoveryv1.EndpointPort,
) map[string]any {
	var ports []any
	byNumber := map[int32]map[string]any{}
	for _, port := range service.Spec.Ports {
		if port.Protocol == corev1.ProtocolUDP {
			continue
		}
		number, spoken := target(port, given), spokenOn(port.AppProtocol)
		if known := byNumber[number]; known != nil {
			if spoken != "auto" {
				known["protocol"] = spoken
			}
			continue
		}
		byNumber[number] = map[string]any{
			"name": fmt.Sprintf("p%d", number), "port": number, "protocol": spoken,
		}
		ports = append(ports, byNumber[number])
	}
	if ports == nil {
		return nil
	}
	return map[string]any{
		"metadata": map[string]any{"labels": labels},
		"spec":     map[string]any{"service": service.Name, "address": address, "ports": ports},
	}
}

func target(port corev1.ServicePort, given []discoveryv1.EndpointPort) int32 {
	for _, endpoint := range given {
		if endpoint.Name != nil && *endpoint.Name == port.Name && endpoint.Port != nil {
			return *endpoint.Port
		}
	}
	if port.TargetPort.Type == intstr.Int && port.TargetPort.IntVal != 0 {
		return port.TargetPort.IntVal
	}
	return port.Port
}

func spokenOn(appProtocol *string) string {
	if appProtocol == nil {
		return "auto"
	}
	switch *appProtocol {
	case "http", "kubernetes.io/ws":
		return "http"
	case "kubernetes.io/h2c":
		return "h2c"
	case "grpc":
		return "grpc"
	case "tcp":
		return "tcp"
	default:
		return "auto"
	}
}
