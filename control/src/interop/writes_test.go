package interop

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/util/retry"
)

func TestConflictsAreSeenAndRetried(t *testing.T) {
	in, ctx := routeesIn(t, "conflicts"), within(t)
	first := create(t, in, routee("a", 1, nil))
	second := first.DeepCopy()
	first.SetLabels(map[string]string{"by": "first"})
	_, err := in.Update(ctx, first, metav1.UpdateOptions{})
	must(t, err)
	second.SetLabels(map[string]string{"by": "second"})
	if _, err = in.Update(ctx, second, metav1.UpdateOptions{}); !apierrors.IsConflict(err) {
		t.Fatalf("a stale update gave %v", err)
	}
	stale := fmt.Sprintf(`{"metadata":{"resourceVersion":%q,"labels":{"by":"patch"}}}`, second.GetResourceVersion())
	_, err = in.Patch(ctx, "a", types.MergePatchType, []byte(stale), metav1.PatchOptions{})
	if !apierrors.IsConflict(err) {
		t.Fatalf("a stale patch gave %v", err)
	}
	var writers sync.WaitGroup
	for i := range 8 {
		writers.Go(func() {
			err := retry.RetryOnConflict(retry.DefaultBackoff, func() error {
				current, err := in.Get(ctx, "a", metav1.GetOptions{})
				if err != nil {
					return err
				}
				current.SetAnnotations(merged(current.GetAnnotations(), fmt.Sprint("writer-", i)))
				_, err = in.Update(ctx, current, metav1.UpdateOptions{})
				return err
			})
			if err != nil && !apierrors.IsConflict(err) {
				t.Error(err)
			}
		})
	}
	writers.Wait()
}

func merged(annotations map[string]string, more string) map[string]string {
	all := map[string]string{more: "yes"}
	for name, value := range annotations {
		all[name] = value
	}
	return all
}

func TestStatusIsASubresource(t *testing.T) {
	in, ctx := routeesIn(t, "statuses"), within(t)
	made := create(t, in, routee("a", 1, nil))
	status := made.DeepCopy()
	must(t, unstructured.SetNestedField(status.Object, "passing", "status", "verdict"))
	must(t, unstructured.SetNestedField(status.Object, int64(9), "spec", "port"))
	written, err := in.UpdateStatus(ctx, status, metav1.UpdateOptions{})
	must(t, err)
	port, _, _ := unstructured.NestedInt64(written.Object, "spec", "port")
	verdict, _, _ := unstructured.NestedString(written.Object, "status", "verdict")
	if port != 1 || verdict != "passing" || written.GetGeneration() != made.GetGeneration() {
		t.Fatalf("status update gave %v", written)
	}
	if _, err = in.UpdateStatus(ctx, status, metav1.UpdateOptions{}); !apierrors.IsConflict(err) {
		t.Fatalf("a stale status update gave %v", err)
	}
	written.SetLabels(map[string]string{"a": "b"})
	must(t, unstructured.SetNestedField(written.Object, "failing", "status", "verdict"))
	spec, err := in.Update(ctx, written, metav1.UpdateOptions{})
	must(t, err)
	if verdict, _, _ = unstructured.NestedString(spec.Object, "status", "verdict"); verdict != "passing" {
		t.Fatalf("an update wrote the status: %v", spec)
	}
}

func TestDeletionsKeepTheirPreconditions(t *testing.T) {
	in, ctx := routeesIn(t, "deletions"), within(t)
	made := create(t, in, routee("a", 1, nil))
	other := types.UID("00000000-0000-0000-0000-000000000000")
	err := in.Delete(ctx, "a", metav1.DeleteOptions{Preconditions: &metav1.Preconditions{UID: &other}})
	if !apierrors.IsConflict(err) {
		t.Fatalf("deleting another uid gave %v", err)
	}
	version := made.GetResourceVersion()
	uid := made.GetUID()
	must(t, in.Delete(ctx, "a", metav1.DeleteOptions{
		Preconditions: &metav1.Preconditions{UID: &uid, ResourceVersion: &version}}))
	if err = in.Delete(ctx, "a", metav1.DeleteOptions{}); !apierrors.IsNotFound(err) {
		t.Fatalf("deleting twice gave %v", err)
	}
	made.SetLabels(map[string]string{"a": "b"})
	if _, err = in.Update(ctx, made, metav1.UpdateOptions{}); !apierrors.IsNotFound(err) {
		t.Fatalf("updating what was deleted gave %v", err)
	}
}

func TestACollectionIsDeletedByItsLabels(t *testing.T) {
	in, ctx := routeesIn(t, "collections"), within(t)
	for i := range 6 {
		create(t, in, routee(fmt.Sprint("r-", i), 1, map[string]string{"half": fmt.Sprint(i % 2)}))
	}
	must(t, in.DeleteCollection(ctx, metav1.DeleteOptions{}, metav1.ListOptions{LabelSelector: "half=1"}))
	left, err := in.List(ctx, metav1.ListOptions{})
	must(t, err)
	if len(left.Items) != 3 || left.Items[0].GetLabels()["half"] != "0" {
		t.Fatalf("left: %v", left.Items)
	}
}

func TestNamesAreGenerated(t *testing.T) {
	in := routeesIn(t, "generated")
	names := map[string]bool{}
	for range 20 {
		r := routee("", 1, nil)
		r.SetGenerateName("orders-")
		name := create(t, in, r).GetName()
		if !strings.HasPrefix(name, "orders-") || len(name) != len("orders-")+5 || names[name] {
			t.Fatalf("generated %q", name)
		}
		names[name] = true
	}
}

func TestADryRunChecksAndWritesNothing(t *testing.T) {
	in, ctx := routeesIn(t, "dry"), within(t)
	dry := []string{metav1.DryRunAll}
	if _, err := in.Create(ctx, routee("a", 0, nil), metav1.CreateOptions{DryRun: dry}); !refused(err) {
		t.Fatalf("a dry run of a bad routee gave %v", err)
	}
	shown, err := in.Create(ctx, routee("a", 1, nil), metav1.CreateOptions{DryRun: dry})
	must(t, err)
	if shown.GetUID() == "" {
		t.Fatalf("a dry run shows no uid: %v", shown)
	}
	if _, err = in.Get(ctx, "a", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
		t.Fatalf("a dry run wrote: %v", err)
	}
	made := create(t, in, routee("a", 1, nil))
	if _, err = in.Create(ctx, routee("a", 1, nil), metav1.CreateOptions{DryRun: dry}); !apierrors.IsAlreadyExists(err) {
		t.Fatalf("a dry run of a second creation gave %v", err)
	}
	changed := made.DeepCopy()
	must(t, unstructured.SetNestedField(changed.Object, int64(2), "spec", "port"))
	if _, err = in.Update(ctx, changed, metav1.UpdateOptions{DryRun: dry}); err != nil {
		t.Fatal(err)
	}
	_, err = in.Patch(ctx, "a", types.MergePatchType, []byte(`{"spec":{"port":3}}`), metav1.PatchOptions{DryRun: dry})
	must(t, err)
	must(t, in.Delete(ctx, "a", metav1.DeleteOptions{DryRun: dry}))
	still, err := in.Get(ctx, "a", metav1.GetOptions{})
	must(t, err)
	if still.GetResourceVersion() != made.GetResourceVersion() {
		t.Fatalf("a dry run wrote: %v", still)
	}
}

// refused tells a document that is invalid; Kubernetes answers 422, Weft 400 with the same reason.
func refused(err error) bool {
	var status apierrors.APIStatus
	return errors.As(err, &status) && status.Status().Reason == metav1.StatusReasonInvalid &&
		len(status.Status().Details.Causes) > 0
}

func TestWhatIsNotServedSaysWhatToDo(t *testing.T) {
	in, ctx := routeesIn(t, "refusals"), within(t)
	_, err := in.Apply(ctx, "a", routee("a", 1, nil), metav1.ApplyOptions{FieldManager: "me"})
	if !apierrors.IsUnsupportedMediaType(err) || !strings.Contains(err.Error(), "merge-patch") {
		t.Fatalf("server-side apply gave %v", err)
	}
	leases := typed(t).CoordinationV1().Leases("default")
	_, err = leases.Get(ctx, "leader", metav1.GetOptions{})
	if !apierrors.IsNotFound(err) || !strings.Contains(err.Error(), "leader election") {
		t.Fatalf("a lease of leader election gave %v", err)
	}
	if _, err = in.Create(ctx, routee("Bad_Name", 1, nil), metav1.CreateOptions{}); !refused(err) {
		t.Fatalf("a bad name gave %v", err)
	}
}

func TestCoreKindsGoThroughTheTypedClient(t *testing.T) {
	ctx := within(t)
	maps := typed(t).CoreV1().ConfigMaps("typed")
	made, err := maps.Create(ctx, &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: "a"}, Data: map[string]string{"k": "v"}}, metav1.CreateOptions{})
	must(t, err)
	made.Data["k"] = "w"
	made, err = maps.Update(ctx, made, metav1.UpdateOptions{FieldManager: "me", FieldValidation: "Strict"})
	must(t, err)
	if made.Data["k"] != "w" || made.CreationTimestamp.IsZero() {
		t.Fatalf("updated to %v", made)
	}
	must(t, maps.Delete(ctx, "a", metav1.DeleteOptions{}))
	secrets := typed(t).CoreV1().Secrets("typed")
	_, err = secrets.Create(ctx, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: "s"}, Type: corev1.SecretTypeOpaque,
		Data: map[string][]byte{"k": []byte("hidden")}}, metav1.CreateOptions{})
	if !refused(err) {
		t.Fatalf("a Secret that is not of TLS gave %v", err)
	}
	pair := tlsPair(t)
	_, err = secrets.Create(ctx, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: "s"}, Type: corev1.SecretTypeTLS, Data: pair}, metav1.CreateOptions{})
	must(t, err)
	read, err := secrets.Get(ctx, "s", metav1.GetOptions{})
	must(t, err)
	if string(read.Data[corev1.TLSPrivateKeyKey]) != string(pair[corev1.TLSPrivateKeyKey]) {
		t.Fatal("read back another key")
	}
	must(t, secrets.Delete(ctx, "s", metav1.DeleteOptions{}))
	for _, contentType := range []string{"application/json", "application/vnd.kubernetes.protobuf"} {
		inType := config()
		inType.ContentType = contentType
		client, err := kubernetes.NewForConfig(inType)
		must(t, err)
		services := client.CoreV1().Services("typed")
		labels := map[string]string{"a": "b", "empty": ""}
		made, err := services.Create(ctx, &corev1.Service{
			ObjectMeta: metav1.ObjectMeta{Name: "web", Labels: labels},
			Spec: corev1.ServiceSpec{Selector: labels, Ports: []corev1.ServicePort{
				{Name: "http", Port: 80}, {Name: "more", Port: 81, TargetPort: intstr.FromString("named")}}}},
			metav1.CreateOptions{})
		must(t, err)
		if len(made.Spec.Ports) != 2 || made.Spec.Ports[1].TargetPort.StrVal != "named" || len(made.Labels) != 2 {
			t.Fatalf("%s made %v", contentType, made)
		}
		uid := made.UID
		must(t, services.Delete(ctx, "web", metav1.DeleteOptions{Preconditions: &metav1.Preconditions{UID: &uid}}))
	}
	services := typed(t).CoreV1().Services("typed")
	_, err = services.Create(ctx, &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: "web"},
		Spec:       corev1.ServiceSpec{Ports: []corev1.ServicePort{{Name: "http", Port: 80}}}}, metav1.CreateOptions{})
	must(t, err)
	patch := []byte(`{"spec":{"ports":[{"port":81,"name":"more"}]}}`)
	service, err := services.Patch(ctx, "web", types.StrategicMergePatchType, patch, metav1.PatchOptions{})
	must(t, err)
	if len(service.Spec.Ports) != 2 {
		t.Fatalf("ports are %v", service.Spec.Ports)
	}
	must(t, services.Delete(ctx, "web", metav1.DeleteOptions{}))
}

// tlsPair makes a certificate that signed itself, and its key, as a Secret holds them.
func tlsPair(t *testing.T) map[string][]byte {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	must(t, err)
	return map[string][]byte{
		corev1.TLSCertKey:       pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}),
		corev1.TLSPrivateKeyKey: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
	}
}

func TestSaysWhatTheCallerMayDo(t *testing.T) {
	reviews := typed(t).AuthorizationV1().SelfSubjectAccessReviews()
	for verb, allowed := range map[string]bool{"create": true, "fly": false} {
		review := &authorizationv1.SelfSubjectAccessReview{Spec: authorizationv1.SelfSubjectAccessReviewSpec{
			ResourceAttributes: &authorizationv1.ResourceAttributes{Namespace: "default", Verb: verb, Resource: "services"}}}
		answer, err := reviews.Create(within(t), review, metav1.CreateOptions{})
		must(t, err)
		if answer.Status.Allowed != allowed {
			t.Fatalf("%s gave %v", verb, answer.Status)
		}
	}
}
