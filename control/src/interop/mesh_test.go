// Package interop runs the clients that Kubernetes people use against a registry: client-go's typed,
// dynamic and metadata clients, its informers, and a controller-runtime manager.
//
// The registry is named by WEFT_API; see run.sh.
package interop

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

var routees = schema.GroupVersionResource{Group: "weft.dev", Version: "v1", Resource: "routees"}
var routeeKind = schema.GroupVersionKind{Group: "weft.dev", Version: "v1", Kind: "Routee"}

// TestMain refuses to pass by skipping: whoever runs this wants an answer.
func TestMain(m *testing.M) {
	if os.Getenv("WEFT_API") == "" {
		fmt.Fprintln(os.Stderr, "WEFT_API must name a running registry; run.sh starts one")
		os.Exit(2)
	}
	os.Exit(m.Run())
}

func config() *rest.Config {
	return &rest.Config{
		Host:        os.Getenv("WEFT_API"),
		BearerToken: os.Getenv("WEFT_TOKEN"),
		QPS:         -1,
	}
}

func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func typed(t *testing.T) kubernetes.Interface {
	client, err := kubernetes.NewForConfig(config()) // writes core kinds as protobuf
	must(t, err)
	return client
}

// routeesIn gives a client for the routees of a namespace of the test's own, emptied at its end.
func routeesIn(t *testing.T, namespace string) dynamic.ResourceInterface {
	client, err := dynamic.NewForConfig(config())
	must(t, err)
	in := client.Resource(routees).Namespace(namespace)
	t.Cleanup(func() {
		err := in.DeleteCollection(context.Background(), metav1.DeleteOptions{}, metav1.ListOptions{})
		if err != nil {
			t.Errorf("cannot empty namespace %s: %v", namespace, err)
		}
	})
	return in
}

func routee(name string, port int64, labels map[string]string) *unstructured.Unstructured {
	r := &unstructured.Unstructured{Object: map[string]any{
		"spec": map[string]any{"service": "orders", "address": "127.0.0.1", "port": port},
	}}
	r.SetGroupVersionKind(routeeKind)
	r.SetName(name)
	r.SetLabels(labels)
	return r
}

func create(t *testing.T, in dynamic.ResourceInterface, r *unstructured.Unstructured) *unstructured.Unstructured {
	made, err := in.Create(within(t), r, metav1.CreateOptions{})
	must(t, err)
	return made
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("never seen: %s", what)
}
