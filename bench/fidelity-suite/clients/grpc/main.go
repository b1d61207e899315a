// gRPC's interoperability cases, by gRPC's own Go code.
//
//	main server PORT     the server that the cases are written for
//	main PORT            each case through the broker on PORT: prints ok NAME, or FAIL NAME: why
//	main PORT NAME       one case; ends with 1 where it fails, as gRPC's code does
package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/interop"
	testgrpc "google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/reflection"
)

const authority = "interop" // the service's name in the mesh

type runner func(context.Context, testgrpc.TestServiceClient, *grpc.ClientConn)

type call struct {
	name string
	run  runner
}

func plain(do func(context.Context, testgrpc.TestServiceClient, ...grpc.CallOption)) runner {
	return func(ctx context.Context, client testgrpc.TestServiceClient, _ *grpc.ClientConn) { do(ctx, client) }
}

var calls = []call{
	{"empty_unary", plain(interop.DoEmptyUnaryCall)},
	{"large_unary", plain(interop.DoLargeUnaryCall)},
	{"client_streaming", plain(interop.DoClientStreaming)},
	{"server_streaming", plain(interop.DoServerStreaming)},
	{"ping_pong", plain(interop.DoPingPong)},
	{"empty_stream", plain(interop.DoEmptyStream)},
	{"custom_metadata", plain(interop.DoCustomMetadata)},
	{"status_code_and_message", plain(interop.DoStatusCodeAndMessage)},
	{"special_status_message", plain(interop.DoSpecialStatusMessage)},
	{"unimplemented_method", func(ctx context.Context, _ testgrpc.TestServiceClient, to *grpc.ClientConn) {
		interop.DoUnimplementedMethod(ctx, to)
	}},
	{"unimplemented_service", func(ctx context.Context, _ testgrpc.TestServiceClient, to *grpc.ClientConn) {
		interop.DoUnimplementedService(ctx, testgrpc.NewUnimplementedServiceClient(to))
	}},
	{"cancel_after_begin", plain(interop.DoCancelAfterBegin)},
	{"cancel_after_first_response", plain(interop.DoCancelAfterFirstResponse)},
	{"timeout_on_sleeping_server", plain(interop.DoTimeoutOnSleepingServer)},
}

func serve(port string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		return err
	}
	server := grpc.NewServer()
	testgrpc.RegisterTestServiceServer(server, interop.NewTestServer())
	reflection.Register(server)
	return server.Serve(listener)
}

func one(port, name string) error {
	to, err := grpc.NewClient("passthrough:///127.0.0.1:"+port,
		grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithAuthority(authority), grpc.WithNoProxy())
	if err != nil {
		return err
	}
	defer to.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for _, wanted := range calls {
		if wanted.name == name {
			wanted.run(ctx, testgrpc.NewTestServiceClient(to), to)
			return nil
		}
	}
	return fmt.Errorf("no case %s", name)
}

func all(port string) {
	for _, wanted := range calls {
		said, err := exec.Command(os.Args[0], port, wanted.name).CombinedOutput()
		if err == nil {
			fmt.Println("ok", wanted.name)
			continue
		}
		lines := strings.Split(string(bytes.TrimSpace(said)), "\n")
		fmt.Println("FAIL", wanted.name+":", lines[0])
	}
}

func main() {
	var err error
	switch {
	case len(os.Args) == 3 && os.Args[1] == "server":
		err = serve(os.Args[2])
	case len(os.Args) == 3:
		err = one(os.Args[1], os.Args[2])
	default:
		all(os.Args[1])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
