package interop

import (
	"context"
	"fmt"
	"testing"

	"github.com/go-logr/logr"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

// reconciler marks every routee of its namespace as seen, and counts what a config map asks for.
type reconciler struct {
	client.Client
}

func (r *reconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	routee := &unstructured.Unstructured{}
	routee.SetGroupVersionKind(routeeKind)
	if err := r.Get(ctx, request.NamespacedName, routee); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	var maps corev1.ConfigMapList
	if err := r.List(ctx, &maps, client.InNamespace(request.Namespace)); err != nil {
		return ctrl.Result{}, err
	}
	evidence := fmt.Sprintf("generation %d with %d config maps", routee.GetGeneration(), len(maps.Items))
	if seen, _, _ := unstructured.NestedStringSlice(routee.Object, "status", "evidence"); len(seen) == 1 && seen[0] == evidence {
		return ctrl.Result{}, nil
	}
	if err := unstructured.SetNestedStringSlice(routee.Object, []string{evidence}, "status", "evidence"); err != nil {
		return ctrl.Result{}, err
	}
	return ctrl.Result{}, r.Status().Update(ctx, routee)
}

func TestAManagerReconcilesFromItsCache(t *testing.T) {
	ctrl.SetLogger(logr.Discard())
	in, ctx := routeesIn(t, "managed"), within(t)
	manager, err := ctrl.NewManager(config(), ctrl.Options{
		LeaderElection: false, // the registry serves no leases for it
		Metrics:        server.Options{BindAddress: "0"},
		Cache:          cache.Options{DefaultNamespaces: map[string]cache.Config{"managed": {}}},
	})
	must(t, err)
	routee1 := &unstructured.Unstructured{}
	routee1.SetGroupVersionKind(routeeKind)
	toAll := func(ctx context.Context, _ client.Object) []ctrl.Request {
		return []ctrl.Request{{NamespacedName: types.NamespacedName{Namespace: "managed", Name: "a"}}}
	}
	must(t, ctrl.NewControllerManagedBy(manager).
		Named("seen").
		For(routee1).
		Watches(&corev1.ConfigMap{}, handler.EnqueueRequestsFromMapFunc(toAll)).
		WatchesMetadata(&corev1.Service{}, handler.EnqueueRequestsFromMapFunc(toAll), builder.OnlyMetadata).
		Complete(&reconciler{manager.GetClient()}))
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- manager.Start(running) }()

	create(t, in, routee("a", 1, nil))
	sees := func(wanted string) func() bool {
		return func() bool {
			r, err := in.Get(ctx, "a", metav1.GetOptions{})
			if err != nil {
				return false
			}
			seen, _, _ := unstructured.NestedStringSlice(r.Object, "status", "evidence")
			return len(seen) == 1 && seen[0] == wanted
		}
	}
	eventually(t, "the first status", sees("generation 1 with 0 config maps"))
	settings := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: "managed", Name: "settings"}}
	must(t, manager.GetClient().Create(ctx, settings))
	eventually(t, "a status after another kind changed", sees("generation 1 with 1 config maps"))
	_, err = in.Patch(ctx, "a", types.MergePatchType, []byte(`{"spec":{"weight":7}}`), metav1.PatchOptions{})
	must(t, err)
	eventually(t, "a status after the spec changed", sees("generation 2 with 1 config maps"))
	must(t, manager.GetClient().Delete(ctx, settings))
	eventually(t, "a status after the other kind went", sees("generation 2 with 0 config maps"))
	stop()
	must(t, <-ended)
}
