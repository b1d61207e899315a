package interop

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/tools/cache"
)

func TestASharedInformerKeepsUp(t *testing.T) {
	in, ctx := routeesIn(t, "informed"), within(t)
	client, err := dynamic.NewForConfig(config())
	must(t, err)
	for i := range 30 {
		create(t, in, routee(fmt.Sprint("r-", i), 1, nil))
	}
	factory := dynamicinformer.NewFilteredDynamicSharedInformerFactory(client, 200*time.Millisecond, "informed", nil)
	informer := factory.ForResource(routees).Informer()
	var resyncs atomic.Int64
	_, err = informer.AddEventHandler(cache.ResourceEventHandlerFuncs{UpdateFunc: func(old, now any) {
		if version(old) == version(now) {
			resyncs.Add(1)
		}
	}})
	must(t, err)
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	for i := range 30 {
		name := fmt.Sprint("r-", i)
		if i%3 == 0 {
			must(t, in.Delete(ctx, name, metav1.DeleteOptions{}))
			continue
		}
		r, err := in.Get(ctx, name, metav1.GetOptions{})
		must(t, err)
		r.SetLabels(map[string]string{"round": "two"})
		_, err = in.Update(ctx, r, metav1.UpdateOptions{})
		must(t, err)
	}
	eventually(t, "the informer equals a list", func() bool { return equal(t, in, informer.GetStore()) })
	eventually(t, "a resync", func() bool { return resyncs.Load() > 0 })
}

func version(object any) string {
	return object.(*unstructured.Unstructured).GetResourceVersion()
}

func equal(t *testing.T, in dynamic.ResourceInterface, store cache.Store) bool {
	list, err := in.List(within(t), metav1.ListOptions{})
	must(t, err)
	if len(list.Items) != len(store.List()) {
		return false
	}
	for _, item := range list.Items {
		known, there, _ := store.GetByKey(item.GetNamespace() + "/" + item.GetName())
		if !there || version(known) != item.GetResourceVersion() {
			return false
		}
	}
	return true
}

func TestAnInformerListsAnewWhenItsVersionIsGone(t *testing.T) {
	if os.Getenv("KUBE_FEATURE_WatchListClient") == "true" {
		t.Skip("this client never lists: it watches from the beginning, and again when told 410")
	}
	in, ctx := routeesIn(t, "gone"), within(t)
	create(t, in, routee("a", 1, nil))
	var lists, watches atomic.Int64
	source := &cache.ListWatch{
		ListWithContextFunc: func(ctx context.Context, o metav1.ListOptions) (runtime.Object, error) {
			list, err := in.List(ctx, o)
			if err == nil && lists.Add(1) == 1 {
				// A registry that was restored from a backup stands at an earlier revision.
				now, _ := strconv.ParseInt(list.GetResourceVersion(), 10, 64)
				list.SetResourceVersion(strconv.FormatInt(now+1_000_000, 10))
			}
			return list, err
		},
		WatchFuncWithContext: func(ctx context.Context, o metav1.ListOptions) (watch.Interface, error) {
			watches.Add(1)
			return in.Watch(ctx, o)
		},
	}
	informer := cache.NewSharedInformer(source, &unstructured.Unstructured{}, 0)
	go informer.RunWithContext(ctx)
	eventually(t, "a second list", func() bool { return lists.Load() >= 2 && watches.Load() >= 2 })
	create(t, in, routee("b", 1, nil))
	eventually(t, "both routees", func() bool { return equal(t, in, informer.GetStore()) })
}

func TestTypedInformersSeeCoreKinds(t *testing.T) {
	in, ctx := routeesIn(t, "core"), within(t)
	factory := informers.NewSharedInformerFactoryWithOptions(typed(t), 0, informers.WithNamespace("core"))
	services := factory.Core().V1().Services()
	maps := factory.Core().V1().ConfigMaps().Informer()
	services.Informer()
	factory.Start(ctx.Done())
	for kind, synced := range factory.WaitForCacheSync(ctx.Done()) {
		if !synced {
			t.Fatalf("%v never synced", kind)
		}
	}
	create(t, in, routee("a", 1, nil)) // makes the service
	eventually(t, "the service of the routee", func() bool {
		_, err := services.Lister().Services("core").Get("orders")
		return err == nil
	})
	if !maps.HasSynced() {
		t.Fatal("config maps never synced")
	}
}

// TestInitialEventsComeThroughTheWatch is what client-go does where its feature WatchListClient is on.
func TestInitialEventsComeThroughTheWatch(t *testing.T) {
	in, ctx := routeesIn(t, "initial"), within(t)
	create(t, in, routee("a", 1, nil))
	yes := true
	watching, err := in.Watch(ctx, metav1.ListOptions{
		SendInitialEvents: &yes, AllowWatchBookmarks: true,
		ResourceVersionMatch: metav1.ResourceVersionMatchNotOlderThan})
	must(t, err)
	defer watching.Stop()
	expect(t, watching, "ADDED a")
	mark := <-watching.ResultChan()
	bookmark, ok := mark.Object.(*unstructured.Unstructured)
	if !ok || mark.Type != watch.Bookmark || bookmark.GetAnnotations()[metav1.InitialEventsAnnotationKey] != "true" {
		t.Fatalf("saw %v", mark)
	}
	create(t, in, routee("b", 1, nil))
	expect(t, watching, "ADDED b")
}
