package podecho

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestACommandLineIsReadWhole(t *testing.T) {
	asked, err := parse([]string{"client", "http://echo:8080/a?b=c", "--method=PUT", "-H", "A:b", "--count=3"})
	require.NoError(t, err)
	require.Equal(t, "PUT", asked.method)
	require.Equal(t, 3, asked.count)
	require.Equal(t, [][2]string{{"A", "b"}}, asked.headers)

	_, err = parse([]string{"client", "http://echo", "--unknown"})
	require.ErrorContains(t, err, "--unknown")
	_, err = parse([]string{"sh", "-c"})
	require.ErrorContains(t, err, "not the echo client")
}

func TestNamesAreResolvedAsInThePodsNamespace(t *testing.T) {
	for given, want := range map[string]string{
		"http://echo":           "echo.shop.svc.cluster.local:80",
		"grpc://echo:7070":      "echo.shop.svc.cluster.local:7070",
		"http://echo.other":     "echo.other.svc.cluster.local:80",
		"http://127.78.0.1:808": "127.78.0.1:808",
	} {
		target, err := url.Parse(given)
		require.NoError(t, err)
		require.Equal(t, want, Client{Namespace: "shop"}.resolved(order{url: target}), given)
	}
}

func TestCallsLeaveByTheBroker(t *testing.T) {
	broker := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Said", r.RequestURI+" "+r.Header.Get("A")+" "+r.Header.Get("X-Weft-Caller"))
		_, _ = w.Write([]byte("Hostname=echo-1\n"))
	}))
	defer broker.Close()
	client := Client{Namespace: "shop", Broker: strings.TrimPrefix(broker.URL, "http://")}

	output, err := client.Run([]string{"client", "http://echo/x", "-H", "A:b", "--count=2"})

	require.NoError(t, err)
	require.Equal(t, 2, strings.Count(output, "StatusCode=200\n"))
	require.Contains(t, output, "ResponseHeader=Said:http://echo.shop.svc.cluster.local:80/x b echo.shop\n")
	require.Equal(t, 2, strings.Count(output, "Hostname=echo-1\n\n"))
}

func TestAnAnswerOfNoEchoServerIsNotReadAsOne(t *testing.T) {
	broker := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "Hostname=forged", http.StatusNotFound)
	}))
	defer broker.Close()
	client := Client{Namespace: "shop", Broker: strings.TrimPrefix(broker.URL, "http://")}

	output, err := client.Run([]string{"client", "http://echo/x"})

	require.NoError(t, err)
	require.Contains(t, output, "StatusCode=404\n")
	require.NotContains(t, output, "Hostname=")
}

func TestTheServerAnswersOnItsAddress(t *testing.T) {
	server, err := Start("echo-1", "127.78.255.254")
	require.NoError(t, err)
	defer func() { require.NoError(t, server.Close()) }()
	client := Client{Namespace: "shop"}

	output, err := client.Run([]string{"client", "http://127.78.255.254:8080/x", "-H", "A:b"})
	require.NoError(t, err)
	require.Contains(t, output, "RequestHeader=A:b\n")
	require.Contains(t, output, "Hostname=echo-1\n\n")

	client.Broker = "127.78.255.254:7070"
	output, err = client.Run([]string{"client", "grpc://echo:7070"})
	require.NoError(t, err)
	require.Equal(t, "StatusCode=200\nHostname=echo-1\n\n", output)
}
