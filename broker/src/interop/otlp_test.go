// Spans of calls through Weft, as the OpenTelemetry Collector's own OTLP receiver takes them.
package interop

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/collector/receiver/otlpreceiver"
)

const callersTrace = "0af7651916cd43dd8448eb211c80319c"
const callersSpan = "b7ad6b7169203331"

func TestSpansArriveWithTheirParentsAndConventions(t *testing.T) {
	spans := make(chan ptrace.Span, 100)
	endpoint := receive(t, spans)
	program := httptest.NewServer(http.NotFoundHandler())
	defer program.Close()
	broker := start(t, endpoint, program.Listener.Addr().(*net.TCPAddr).Port)

	client := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(broker)}}
	request, err := http.NewRequest("GET", "http://web/cart?sku=7", nil)
	check(t, err)
	request.Header.Set("traceparent", "00-"+callersTrace+"-"+callersSpan+"-01")
	answer, err := client.Do(request)
	check(t, err)
	if answer.StatusCode != 404 {
		t.Fatalf("status %d, not the program's 404", answer.StatusCode)
	}

	server, routee := <-spans, <-spans
	if server.Kind() != ptrace.SpanKindServer {
		server, routee = routee, server
	}
	same(t, "trace", server.TraceID().String(), callersTrace)
	same(t, "parent", server.ParentSpanID().String(), callersSpan)
	same(t, "name", server.Name(), "GET")
	attribute(t, server, "http.request.method", "GET")
	attribute(t, server, "http.response.status_code", "404")
	attribute(t, server, "url.path", "/cart")
	attribute(t, server, "weft.routee", "web-1")
	same(t, "status: 404 is no error of a server", server.Status().Code().String(), "Unset")
	same(t, "kind", routee.Kind().String(), "Client")
	same(t, "parent of the try", routee.ParentSpanID().String(), server.SpanID().String())
	same(t, "status: 404 is one of a client", routee.Status().Code().String(), "Error")
}

func receive(t *testing.T, spans chan<- ptrace.Span) string {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	endpoint := free.Addr().String()
	check(t, free.Close())
	factory := otlpreceiver.NewFactory()
	config := factory.CreateDefaultConfig()
	check(t, confmap.NewFromStringMap(map[string]any{
		"protocols": map[string]any{"http": map[string]any{"endpoint": endpoint}},
	}).Unmarshal(config))
	sink, err := consumer.NewTraces(func(_ context.Context, traces ptrace.Traces) error {
		for _, resource := range traces.ResourceSpans().All() {
			for _, scope := range resource.ScopeSpans().All() {
				for _, span := range scope.Spans().All() {
					if span.TraceID().String() == callersTrace {
						kept := ptrace.NewSpan()
						span.CopyTo(kept)
						spans <- kept
					}
				}
			}
		}
		return nil
	})
	check(t, err)
	otlp, err := factory.CreateTraces(context.Background(), receiver.Settings{
		ID:                component.NewID(factory.Type()),
		TelemetrySettings: componenttest.NewNopTelemetrySettings(),
		BuildInfo:         component.NewDefaultBuildInfo(),
	}, config, sink)
	check(t, err)
	check(t, otlp.Start(context.Background(), componenttest.NewNopHost()))
	t.Cleanup(func() { check(t, otlp.Shutdown(context.Background())) })
	return endpoint
}

// start starts a mesh with one routee, which passes when this returns, and tells where its broker is.
func start(t *testing.T, endpoint string, port int) *url.URL {
	folder := t.TempDir()
	documents := filepath.Join(folder, "web.yaml")
	check(t, os.WriteFile(documents, []byte(strings.ReplaceAll(`
apiVersion: weft.dev/v1
kind: Routee
metadata: {name: web-1}
spec: {service: web, address: 127.0.0.1, port: PORT, protocol: http}
`, "PORT", strconv.Itoa(port))), 0o600))
	weft := exec.Command(os.Getenv("WEFT"), "up", "--data", filepath.Join(folder, "mesh"),
		"--registry-port", "0", "--broker-port", "0", "--admin-port", "0", "-f", documents,
		"--otlp", "http://"+endpoint, "--trace-sample", "100%")
	out, err := weft.StdoutPipe()
	check(t, err)
	weft.Stderr = os.Stderr
	check(t, weft.Start())
	t.Cleanup(func() {
		check(t, weft.Process.Signal(os.Interrupt))
		_ = weft.Wait() // it ends with 130
	})
	var broker *url.URL
	lines := bufio.NewScanner(out)
	for lines.Scan() && lines.Text() != "ready" {
		if found := regexp.MustCompile(`broker +(http://\S+)`).FindStringSubmatch(lines.Text()); found != nil {
			broker, err = url.Parse(found[1])
			check(t, err)
		}
	}
	if broker == nil {
		t.Fatal("the mesh did not tell where its broker is")
	}
	untilPassing(t, broker)
	return broker
}

func untilPassing(t *testing.T, broker *url.URL) {
	client := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(broker)}}
	for range 100 {
		// Of another trace: what fails until the routee passes is sent, too.
		request, err := http.NewRequest("GET", "http://web/", nil)
		check(t, err)
		request.Header.Set("traceparent", "00-"+strings.Repeat("1", 32)+"-"+callersSpan+"-00")
		answer, err := client.Do(request)
		check(t, err)
		if answer.StatusCode == 404 && answer.Header.Get("Proxy-Status") == "" {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("the routee does not pass")
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same(t *testing.T, what, seen, wanted string) {
	t.Helper()
	if seen != wanted {
		t.Errorf("%s: %q, not %q", what, seen, wanted)
	}
}

func attribute(t *testing.T, span ptrace.Span, name, wanted string) {
	t.Helper()
	value, _ := span.Attributes().Get(name)
	same(t, name, value.AsString(), wanted)
}
