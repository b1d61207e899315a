package conformance

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/gateway-api/conformance/utils/suite"
)

// fillNamespaces puts a Pod into two namespaces where only profiles of the mesh are judged: before
// them the suite waits for Pods there, which it makes for profiles of gateways alone.
func fillNamespaces(t *testing.T, options suite.ConformanceOptions) {
	if judges(options.ConformanceProfiles, "GATEWAY-") || !judges(options.ConformanceProfiles, "MESH-") {
		return
	}
	for _, name := range []string{suite.AppBackendNamespace, suite.WebBackendNamespace} {
		for _, wanted := range []map[string]any{
			{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": name}},
			{
				"apiVersion": "apps/v1",
				"kind":       "Deployment",
				"metadata":   map[string]any{"namespace": name, "name": "filler"},
				"spec": map[string]any{"template": map[string]any{"spec": map[string]any{
					"containers": []any{
						map[string]any{"name": "filler", "image": "gateway-api/echo-advanced:any"},
					},
				}}},
			},
		} {
			object := &unstructured.Unstructured{Object: wanted}
			require.NoError(t, options.Client.Create(context.Background(), object))
		}
	}
}

// judges tells whether one of the profiles is for gateways, or for the mesh.
func judges(profiles []suite.ConformanceProfileName, prefix string) bool {
	return slices.ContainsFunc(profiles, func(name suite.ConformanceProfileName) bool {
		return strings.HasPrefix(string(name), prefix)
	})
}
