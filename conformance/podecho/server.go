package podecho

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sort"
	"strings"
	"time"

	"google.golang.org/grpc"
	echo "sigs.k8s.io/gateway-api/conformance/echo-basic/grpcechoserver"
)

// Server is the echo program of one Pod: HTTP on 8080, gRPC on 7070.
type Server struct {
	name string
	http *http.Server
	rpc  *grpc.Server
	echo.UnimplementedGrpcEchoServer
}

// Start serves on a Pod's address.
func Start(pod, address string) (*Server, error) {
	s := &Server{name: pod, rpc: grpc.NewServer()}
	s.http = &http.Server{Handler: http.HandlerFunc(s.tell), ReadHeaderTimeout: 10 * time.Second}
	web, err := net.Listen("tcp", net.JoinHostPort(address, "8080"))
	if err != nil {
		return nil, err
	}
	calls, err := net.Listen("tcp", net.JoinHostPort(address, "7070"))
	if err != nil {
		return nil, errors.Join(err, web.Close())
	}
	echo.RegisterGrpcEchoServer(s.rpc, s)
	go func() { _ = s.http.Serve(web) }()  // ends when it is closed
	go func() { _ = s.rpc.Serve(calls) }() // ends when it is stopped
	return s, nil
}

// Close ends the program.
func (s *Server) Close() error {
	s.rpc.Stop()
	return s.http.Close()
}

func (s *Server) tell(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	fmt.Fprintf(w, "Host=%s\nMethod=%s\nProto=%s\nURL=%s\n", r.Host, r.Method, r.Proto, r.RequestURI)
	writeSorted(w, "RequestHeader", r.Header)
	fmt.Fprintf(w, "Hostname=%s\n", s.name)
}

// Echo answers a gRPC call.
func (s *Server) Echo(_ context.Context, _ *echo.EchoRequest) (*echo.EchoResponse, error) {
	return &echo.EchoResponse{
		Assertions: &echo.Assertions{Context: &echo.Context{Pod: s.name}},
	}, nil
}

func writeSorted(w interface{ Write([]byte) (int, error) }, what string, headers http.Header) {
	names := make([]string, 0, len(headers))
	for name := range headers {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		for _, value := range headers[name] {
			fmt.Fprintf(w, "%s=%s:%s\n", what, name, strings.TrimSpace(value))
		}
	}
}
