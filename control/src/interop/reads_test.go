package interop

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/pager"
)

func TestDiscoveryIsAggregated(t *testing.T) {
	client, err := discovery.NewDiscoveryClientForConfig(config())
	must(t, err)
	groups, byVersion, failed, err := client.GroupsAndMaybeResources()
	must(t, err)
	if len(failed) > 0 || byVersion == nil || len(groups.Groups) < 3 {
		t.Fatalf("groups %v, failed %v, aggregated %v", groups, failed, byVersion != nil)
	}
	_, lists, err := client.ServerGroupsAndResources()
	must(t, err)
	client.UseLegacyDiscovery = true
	_, legacy, err := client.ServerGroupsAndResources()
	must(t, err)
	if names(lists) != names(legacy) {
		t.Fatalf("aggregated:\n%s\none by one:\n%s", names(lists), names(legacy))
	}
	all, err := restmapper.GetAPIGroupResources(client)
	must(t, err)
	kind, err := restmapper.NewDiscoveryRESTMapper(all).KindFor(routees)
	must(t, err)
	if kind != routeeKind {
		t.Fatalf("routees are %v", kind)
	}
}

func names(lists []*metav1.APIResourceList) string {
	var all []string
	for _, list := range lists {
		for _, r := range list.APIResources {
			all = append(all, fmt.Sprintf("%s %s %s %v %v %v %v\n",
				list.GroupVersion, r.Name, r.Kind, r.Namespaced, r.Verbs, r.ShortNames, r.Categories))
		}
	}
	slices.Sort(all)
	return fmt.Sprint(all)
}

func TestPagesShowOneMoment(t *testing.T) {
	in, ctx := routeesIn(t, "pages"), within(t)
	for i := range 25 {
		create(t, in, routee(fmt.Sprintf("r-%02d", i), 1, nil))
	}
	first, err := in.List(ctx, metav1.ListOptions{Limit: 10})
	must(t, err)
	if len(first.Items) != 10 || *first.GetRemainingItemCount() != 15 {
		t.Fatalf("%d items, %v remaining", len(first.Items), first.GetRemainingItemCount())
	}
	create(t, in, routee("r-99", 1, nil))
	must(t, in.Delete(ctx, "r-24", metav1.DeleteOptions{}))
	second, err := in.List(ctx, metav1.ListOptions{Limit: 10, Continue: first.GetContinue()})
	must(t, err)
	third, err := in.List(ctx, metav1.ListOptions{Limit: 10, Continue: second.GetContinue()})
	must(t, err)
	if len(third.Items) != 5 || third.GetContinue() != "" || third.Items[4].GetName() != "r-24" {
		t.Fatalf("the last page is %v", third)
	}
	if first.GetResourceVersion() != third.GetResourceVersion() {
		t.Fatalf("pages of %s and %s", first.GetResourceVersion(), third.GetResourceVersion())
	}
	if _, err = in.List(ctx, metav1.ListOptions{Limit: 10, Continue: "bm90IGEgdG9rZW4"}); err == nil {
		t.Fatal("a made-up token was taken")
	}
	count := 0
	paged := pager.New(func(ctx context.Context, o metav1.ListOptions) (runtime.Object, error) {
		return in.List(ctx, o)
	})
	paged.PageSize = 4
	must(t, paged.EachListItem(ctx, metav1.ListOptions{}, func(runtime.Object) error {
		count++
		return nil
	}))
	if count != 25 {
		t.Fatalf("the pager saw %d", count)
	}
}

func TestResourceVersionsMeanWhatKubernetesSays(t *testing.T) {
	in, ctx := routeesIn(t, "versions"), within(t)
	made := create(t, in, routee("a", 1, nil))
	for _, options := range []metav1.ListOptions{
		{ResourceVersion: "0"},
		{ResourceVersion: made.GetResourceVersion()},
		{ResourceVersion: made.GetResourceVersion(), ResourceVersionMatch: metav1.ResourceVersionMatchNotOlderThan},
		{ResourceVersion: "0", ResourceVersionMatch: metav1.ResourceVersionMatchNotOlderThan},
	} {
		list, err := in.List(ctx, options)
		if err != nil || len(list.Items) != 1 {
			t.Fatalf("%v gave %v, %v", options, list, err)
		}
	}
	list, err := in.List(ctx, metav1.ListOptions{})
	must(t, err)
	exact := metav1.ListOptions{
		ResourceVersion: list.GetResourceVersion(), ResourceVersionMatch: metav1.ResourceVersionMatchExact}
	if _, err = in.List(ctx, exact); err != nil && !apierrors.IsResourceExpired(err) {
		t.Fatalf("the exact version gave %v", err)
	}
	_, err = in.List(ctx, metav1.ListOptions{ResourceVersion: "999999999"})
	if !apierrors.HasStatusCause(err, metav1.CauseTypeResourceVersionTooLarge) {
		t.Fatalf("a version of the future gave %v", err)
	}
	for _, wrong := range []metav1.ListOptions{
		{ResourceVersionMatch: metav1.ResourceVersionMatchExact},
		{ResourceVersion: "0", ResourceVersionMatch: metav1.ResourceVersionMatchExact},
		{ResourceVersion: "1", ResourceVersionMatch: "Perhaps"},
		{ResourceVersion: "one"},
	} {
		if _, err = in.List(ctx, wrong); !apierrors.IsBadRequest(err) && !apierrors.IsInvalid(err) {
			t.Fatalf("%v gave %v", wrong, err)
		}
	}
}

func TestMetadataAloneIsServed(t *testing.T) {
	in, ctx := routeesIn(t, "metadata"), within(t)
	create(t, in, routee("a", 1, map[string]string{"x": "y"}))
	client, err := metadata.NewForConfig(config())
	must(t, err)
	only := client.Resource(routees).Namespace("metadata")
	one, err := only.Get(ctx, "a", metav1.GetOptions{})
	must(t, err)
	list, err := only.List(ctx, metav1.ListOptions{})
	must(t, err)
	if one.Labels["x"] != "y" || len(list.Items) != 1 || list.Items[0].UID != one.UID {
		t.Fatalf("one %v, list %v", one, list)
	}
	watching, err := only.Watch(ctx, metav1.ListOptions{ResourceVersion: list.ResourceVersion})
	must(t, err)
	defer watching.Stop()
	create(t, in, routee("b", 1, nil))
	event := <-watching.ResultChan()
	if seen, ok := event.Object.(*metav1.PartialObjectMetadata); !ok || seen.Name != "b" {
		t.Fatalf("saw %v", event)
	}
}

func TestALabelWatchSeesComingAndGoingOnly(t *testing.T) {
	in, ctx := routeesIn(t, "labels"), within(t)
	create(t, in, routee("outside", 1, map[string]string{"in": "no"}))
	create(t, in, routee("inside", 1, map[string]string{"in": "yes"}))
	list, err := in.List(ctx, metav1.ListOptions{LabelSelector: "in=yes"})
	must(t, err)
	relabel := func(name, value string) {
		r, err := in.Get(ctx, name, metav1.GetOptions{})
		must(t, err)
		r.SetLabels(map[string]string{"in": value})
		_, err = in.Update(ctx, r, metav1.UpdateOptions{})
		must(t, err)
	}
	relabel("outside", "never") // before the watch opens: outside before and after
	relabel("inside", "no")
	watching, err := in.Watch(ctx, metav1.ListOptions{
		LabelSelector: "in=yes", ResourceVersion: list.GetResourceVersion()})
	must(t, err)
	defer watching.Stop()
	relabel("outside", "yes")
	must(t, in.Delete(ctx, "inside", metav1.DeleteOptions{}))
	must(t, in.Delete(ctx, "outside", metav1.DeleteOptions{}))
	expect(t, watching, "DELETED inside", "ADDED outside", "DELETED outside")
}

func expect(t *testing.T, watching watch.Interface, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		select {
		case event := <-watching.ResultChan():
			r, ok := event.Object.(*unstructured.Unstructured)
			if !ok || fmt.Sprint(event.Type, " ", r.GetName()) != want {
				t.Fatalf("saw %v instead of %s", event, want)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("never saw %s", want)
		}
	}
}
