// Serves the backend that the first argument names, with a response made beforehand.
package main

import (
	"log"
	"net"
	"os"

	"google.golang.org/grpc"

	baseproduct "product-gateway/bench/baselines/go/contract/product_gateway/base_product/v1"
	inventory "product-gateway/bench/baselines/go/contract/product_gateway/inventory/v1"
	price "product-gateway/bench/baselines/go/contract/product_gateway/price/v1"
	reviews "product-gateway/bench/baselines/go/contract/product_gateway/reviews/v1"
)

func main() {
	seed, err := readSeed()
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer()
	switch name := os.Args[1]; name {
	case "base-product":
		baseproduct.RegisterBaseProductServiceServer(server, newBaseProductServer(seed))
	case "inventory":
		inventory.RegisterInventoryServiceServer(server, newInventoryServer(seed))
	case "price":
		price.RegisterPriceServiceServer(server, newPriceServer(seed))
	case "reviews":
		reviews.RegisterReviewsServiceServer(server, newReviewsServer(seed))
	default:
		log.Fatalf("There is no backend %q.", name)
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(os.Getenv("LISTEN_ADDRESS"), os.Getenv("GRPC_PORT")))
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(server.Serve(listener))
}
