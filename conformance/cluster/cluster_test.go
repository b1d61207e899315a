package cluster

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

func TestPathsNameKindsNamespacesAndSubresources(t *testing.T) {
	for path, want := range map[string]location{
		"/api/v1/namespaces":                        {version: "v1", plural: "namespaces"},
		"/api/v1/namespaces/shop":                   {version: "v1", plural: "namespaces", name: "shop"},
		"/api/v1/namespaces/shop/status":            {version: "v1", plural: "namespaces", name: "shop", sub: "status"},
		"/api/v1/pods":                              {version: "v1", plural: "pods"},
		"/api/v1/namespaces/shop/pods/a/exec":       {version: "v1", namespace: "shop", plural: "pods", name: "a", sub: "exec"},
		"/apis/apps/v1/namespaces/shop/deployments": {group: "apps", version: "v1", namespace: "shop", plural: "deployments"},
		"/healthz": {},
		"/api/v1":  {},
	} {
		require.Equal(t, want, locate(path), path)
	}
}

func TestARouteeHasThePortsThatItsServiceLeadsTo(t *testing.T) {
	h2c := "kubernetes.io/h2c"
	service := corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: "orders"},
		Spec: corev1.ServiceSpec{Ports: []corev1.ServicePort{
			{Name: "web", Port: 8080, TargetPort: intstr.FromInt32(3000)},
			{Name: "again", Port: 8082, TargetPort: intstr.FromInt32(3000)},
			{Name: "rpc", Port: 8081, TargetPort: intstr.FromInt32(3001), AppProtocol: &h2c},
			{Name: "same", Port: 9000},
			{Name: "dns", Port: 53, Protocol: corev1.ProtocolUDP},
		}},
	}
	port := func(name string, number int32, protocol string) map[string]any {
		return map[string]any{"name": name, "port": number, "protocol": protocol}
	}

	spec := routee(service, "127.78.0.1", nil, nil)["spec"].(map[string]any)
	require.Equal(t, []any{
		port("p3000", 3000, "auto"), port("p3001", 3001, "h2c"), port("p9000", 9000, "auto"),
	}, spec["ports"])

	web, number := "web", int32(4000)
	slice := []discoveryv1.EndpointPort{{Name: &web, Port: &number}}
	spec = routee(service, "127.78.0.1", nil, slice)["spec"].(map[string]any)
	require.Contains(t, spec["ports"], port("p4000", 4000, "auto"))

	service.Spec.Ports = service.Spec.Ports[4:]
	require.Nil(t, routee(service, "127.78.0.1", nil, nil))
}

func TestAForwardedPortPassesEndsAndResetsOn(t *testing.T) {
	program, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer program.Close()
	go func() {
		for {
			conn, err := program.Accept()
			if err != nil {
				return
			}
			said, _ := io.ReadAll(conn) // to the caller's end
			if string(said) == "reset" {
				reset(conn.(*net.TCPConn))
				continue
			}
			_, _ = io.WriteString(conn, "heard "+string(said))
			_ = conn.Close()
		}
	}()
	pod, err := forwardPort("127.0.0.1", 0, program.Addr().(*net.TCPAddr).Port)
	require.NoError(t, err)
	defer pod.Close()

	answer, err := say(t, pod, "hello")
	require.NoError(t, err)
	require.Equal(t, "heard hello", answer)
	_, err = say(t, pod, "reset")
	require.True(t, errors.Is(err, syscall.ECONNRESET), "%v", err)
}

func say(t *testing.T, to net.Listener, words string) (string, error) {
	conn, err := net.Dial("tcp", to.Addr().String())
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
	_, err = io.WriteString(conn, words)
	require.NoError(t, err)
	require.NoError(t, conn.(*net.TCPConn).CloseWrite())
	heard, err := io.ReadAll(conn)
	return string(heard), err
}

func TestObjectsAreKeptAsAClustersAPIKeepsThem(t *testing.T) {
	deployments := newObjects("apps/v1", "Deployment")
	call := func(method, path, contentType, body string) *httptest.ResponseRecorder {
		request := httptest.NewRequest(method, path, strings.NewReader(body))
		request.Header.Set("Content-Type", contentType)
		answer := httptest.NewRecorder()
		deployments.serve(answer, request, locate(request.URL.Path))
		return answer
	}
	const all = "/apis/apps/v1/namespaces/shop/deployments"
	const json = "application/json"

	require.Equal(t, http.StatusNotFound, call("GET", all+"/a", "", "").Code)
	made := call("POST", all, json, `{"metadata":{"name":"a","labels":{"app":"x"}},"spec":{"replicas":1}}`)
	require.Equal(t, http.StatusCreated, made.Code)
	require.Contains(t, made.Body.String(), `"generation":1`)
	require.Equal(t, http.StatusConflict, call("POST", all, json, `{"metadata":{"name":"a"}}`).Code)
	require.Equal(t, http.StatusUnsupportedMediaType,
		call("POST", all, "application/vnd.kubernetes.protobuf", "k8s").Code)

	changed := call("PATCH", all+"/a", "application/merge-patch+json", `{"spec":{"replicas":2}}`)
	require.Contains(t, changed.Body.String(), `"replicas":2`)
	require.Contains(t, changed.Body.String(), `"generation":2`)
	require.Contains(t, call("GET", all+"?labelSelector=app%3Dx", "", "").Body.String(), `"name":"a"`)
	require.Contains(t, call("GET", all+"?labelSelector=app%3Dy", "", "").Body.String(), `"items":[]`)

	require.Equal(t, http.StatusOK, call("DELETE", all+"/a", "", "").Code)
	require.Equal(t, http.StatusNotFound, call("GET", all+"/a", "", "").Code)
}

func TestLogsBeginWhereTheyAreAskedTo(t *testing.T) {
	said := &log{lines: []line{
		{time.Unix(100, 0), "before"},
		{time.Unix(200, 0), "after"},
	}}
	answer := httptest.NewRecorder()
	said.serve(answer, httptest.NewRequest("GET", "/?sinceTime=1970-01-01T00:03:20Z", nil))
	require.Equal(t, "after\n", answer.Body.String())

	said = &log{}
	_, err := io.WriteString(said, "one\ntw")
	require.NoError(t, err)
	_, err = io.WriteString(said, "o\n")
	require.NoError(t, err)
	require.Equal(t, "one; two; ", said.tail())
}

func TestAPodThatBeginsToListenMeanwhileIsReadyOnceItIsRegistered(t *testing.T) {
	routees := map[string]string{}
	weft := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodPut:
			routees[r.URL.Path] = "passing"
			_, _ = io.WriteString(w, "{}")
		case r.URL.Path == "/api/v1/services":
			_, _ = io.WriteString(w, `{"items":[{"metadata":{"name":"orders","namespace":"shop"},`+
				`"spec":{"selector":{"app":"orders"},"ports":[{"port":3000}]}}]}`)
		default:
			_, _ = io.WriteString(w, `{"apiVersion":"weft.dev/v1","kind":"RouteeList","items":[]}`)
		}
	}))
	defer weft.Close()
	asked := 0
	one := &pod{namespace: "shop", name: "a", labels: map[string]string{"app": "orders"},
		address: "127.78.0.1", log: &log{}, ready: func() bool { asked++; return asked > 1 }}
	c := &Cluster{weft: newWeftAPI(weft.URL), routees: map[string]any{},
		slices: newObjects("discovery.k8s.io/v1", "EndpointSlice"),
		pods:   &pods{byKey: map[string]*pod{"shop/a": one}}}

	require.NoError(t, c.registerPods())
	require.Empty(t, routees)
	require.True(t, c.waiting(), "ready, and not registered")
	require.NoError(t, c.registerPods())
	require.Len(t, routees, 1)
	require.False(t, c.waiting())
}
