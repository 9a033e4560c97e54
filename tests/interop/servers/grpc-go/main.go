// Serves the gRPC project's own implementation of grpc.testing.TestService (google.golang.org/grpc/interop) at each address of
// the command line, such as 127.0.0.1:10000. An interceptor adds what that implementation lacks: the server features
// CompressedRequest and CompressedResponse, server_id, and keep-open of rpc-behavior (grpc/doc/xds-test-descriptions.md).
package main

import (
	"context"
	"fmt"
	"log"
	"net"
	"os"
	"slices"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	// Registers the compressor.
	"google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/interop"
	testgrpc "google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// Below the calls that concurrent_large_unary makes at once, so that a client has to queue.
const maxConcurrentStreams = 100

func main() {
	addresses := os.Args[1:]
	ended := make(chan error)
	for _, address := range addresses {
		listener, err := net.Listen("tcp", address)
		if err != nil {
			log.Fatal(err)
		}
		server := grpc.NewServer(
			grpc.MaxConcurrentStreams(maxConcurrentStreams),
			grpc.UnaryInterceptor(addFeatures(address)),
		)
		testgrpc.RegisterTestServiceServer(server, interop.NewTestServer())
		go func() { ended <- server.Serve(listener) }()
	}
	fmt.Println("The servers listen.")
	log.Fatal(<-ended)
}

func addFeatures(serverID string) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, message any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
		request, ok := message.(*testgrpc.SimpleRequest)
		if !ok {
			return handle(ctx, message)
		}
		if slices.Contains(metadata.ValueFromIncomingContext(ctx, "rpc-behavior"), "keep-open") {
			<-ctx.Done()
			return nil, status.FromContextError(ctx.Err()).Err()
		}
		// No client here compresses a request.
		if request.GetExpectCompressed().GetValue() {
			return nil, status.Error(codes.InvalidArgument, "The request is not compressed.")
		}
		if request.GetResponseCompressed().GetValue() {
			if err := compressIfAccepted(ctx); err != nil {
				return nil, err
			}
		}
		message, err := handle(ctx, request)
		if response, ok := message.(*testgrpc.SimpleResponse); ok && request.GetFillServerId() {
			response.ServerId = serverID
		}
		return message, err
	}
}

func compressIfAccepted(ctx context.Context) error {
	accepted, err := grpc.ClientSupportedCompressors(ctx)
	if err != nil || !slices.Contains(accepted, gzip.Name) {
		return err
	}
	return grpc.SetSendCompressor(ctx, gzip.Name)
}
