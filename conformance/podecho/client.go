package podecho

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	echo "sigs.k8s.io/gateway-api/conformance/echo-basic/grpcechoserver"
)

const patience = 10 * time.Second

// In this field a program tells Weft's broker who calls; Weft takes it off.
const callerField = "x-weft-caller"

// Client makes the calls of a program in a Pod.
type Client struct {
	Namespace string // the Pod's
	Broker    string // host:port of Weft's broker
}

func (c Client) name() string {
	return "echo." + c.Namespace
}

// order is what a command line asks for.
type order struct {
	url     *url.URL
	method  string
	headers [][2]string
	count   int
}

// Run takes the command line of the echo client and gives what it prints: one block of lines a
// response, with an empty line between two.
func (c Client) Run(command []string) (string, error) {
	asked, err := parse(command)
	if err != nil {
		return "", err
	}
	var output strings.Builder
	for range asked.count {
		var lines string
		if asked.url.Scheme == "grpc" {
			lines, err = c.rpc(asked)
		} else {
			lines, err = c.http(asked)
		}
		if err != nil {
			return output.String(), err
		}
		output.WriteString(lines + "\n")
	}
	return output.String(), nil
}

func parse(command []string) (order, error) {
	asked := order{method: http.MethodGet, count: 1}
	if len(command) < 2 || command[0] != "client" {
		return asked, fmt.Errorf("not the echo client: %q", command)
	}
	var err error
	if asked.url, err = url.Parse(command[1]); err != nil {
		return asked, err
	}
	for rest := command[2:]; len(rest) > 0; rest = rest[1:] {
		if method, is := strings.CutPrefix(rest[0], "--method="); is {
			asked.method = method
		} else if count, is := strings.CutPrefix(rest[0], "--count="); is {
			if asked.count, err = strconv.Atoi(count); err != nil {
				return asked, err
			}
		} else if rest[0] == "-H" && len(rest) > 1 {
			name, value, _ := strings.Cut(rest[1], ":")
			asked.headers = append(asked.headers, [2]string{name, value})
			rest = rest[1:]
		} else {
			return asked, fmt.Errorf("the echo client knows no %q", rest[0])
		}
	}
	return asked, nil
}

// resolved is the authority that a cluster's DNS would have led to: with the Pod's namespace where
// the host is a bare name, and with the scheme's port.
func (c Client) resolved(asked order) string {
	host, port := asked.url.Hostname(), asked.url.Port()
	if port == "" {
		port = "80"
	}
	if net.ParseIP(host) == nil {
		if !strings.Contains(host, ".") {
			host += "." + c.Namespace
		}
		host += ".svc.cluster.local"
	}
	return net.JoinHostPort(host, port)
}

func (c Client) http(asked order) (string, error) {
	target, line := c.Broker, "http://"+c.resolved(asked)+asked.url.RequestURI()
	if net.ParseIP(asked.url.Hostname()) != nil { // a Pod itself, not a service
		target, line = c.resolved(asked), asked.url.RequestURI()
	}
	conn, err := net.DialTimeout("tcp", target, patience)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return "", err
	}
	// By hand: the suite may ask for a Host other than the authority that DNS leads to, and net/http
	// sends the one as the other.
	host := c.resolved(asked)
	var fields strings.Builder
	fmt.Fprintf(&fields, "%s: %s\r\n", callerField, c.name())
	for _, header := range asked.headers {
		if strings.EqualFold(header[0], "Host") {
			host = header[1]
		} else {
			fmt.Fprintf(&fields, "%s: %s\r\n", header[0], header[1])
		}
	}
	if _, err := fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n",
		asked.method, line, host, fields.String()); err != nil {
		return "", err
	}
	request := &http.Request{Method: asked.method}
	response, err := http.ReadResponse(bufio.NewReader(conn), request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return "", err
	}
	var lines strings.Builder
	fmt.Fprintf(&lines, "StatusCode=%d\n", response.StatusCode)
	writeSorted(&lines, "ResponseHeader", response.Header)
	if response.Header.Get("Content-Type") == "text/plain" {
		lines.Write(body)
	} else { // no echo server answered; its lines must not be read as if one had
		fmt.Fprintf(&lines, "Answer: %q\n", strings.ReplaceAll(string(body), "=", ": "))
	}
	return lines.String(), nil
}

func (c Client) rpc(asked order) (string, error) {
	conn, err := grpc.NewClient("passthrough:///"+c.Broker,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithAuthority(c.resolved(asked)))
	if err != nil {
		return "", err
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	ctx = metadata.AppendToOutgoingContext(ctx, callerField, c.name())
	response, err := echo.NewGrpcEchoClient(conn).Echo(ctx, &echo.EchoRequest{})
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("StatusCode=200\nHostname=%s\n", response.GetAssertions().GetContext().GetPod()), nil
}
