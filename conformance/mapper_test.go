package conformance

import (
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// mapper says by which path each kind of the suite is reached. It is fixed, since half of them are
// the cluster's and half Weft's; that Weft's discovery leads clients right has tests of its own.
func mapper() meta.RESTMapper {
	kinds := meta.NewDefaultRESTMapper(nil)
	within := func(group, version string, scope meta.RESTScope, names ...string) {
		for _, name := range names {
			in := schema.GroupVersion{Group: group, Version: version}
			single := strings.ToLower(name)
			kinds.AddSpecific(in.WithKind(name), in.WithResource(plural(single)),
				in.WithResource(single), scope)
		}
	}
	within("", "v1", meta.RESTScopeRoot, "Namespace")
	within("", "v1", meta.RESTScopeNamespace, "Service", "Secret", "ConfigMap", "Pod", "ServiceAccount")
	within("apps", "v1", meta.RESTScopeNamespace, "Deployment")
	within("discovery.k8s.io", "v1", meta.RESTScopeNamespace, "EndpointSlice")
	within("apiextensions.k8s.io", "v1", meta.RESTScopeRoot, "CustomResourceDefinition")
	within("gateway.networking.k8s.io", "v1", meta.RESTScopeRoot, "GatewayClass")
	within("gateway.networking.k8s.io", "v1", meta.RESTScopeNamespace, "Gateway", "HTTPRoute",
		"GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute", "ListenerSet", "ReferenceGrant",
		"BackendTLSPolicy")
	return kinds
}

func plural(single string) string {
	if stem, is := strings.CutSuffix(single, "cy"); is {
		return stem + "cies"
	}
	if strings.HasSuffix(single, "s") {
		return single + "es"
	}
	return single + "s"
}
