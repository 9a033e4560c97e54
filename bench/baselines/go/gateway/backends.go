package main

import (
	"context"
	"net"
	"os"
	"time"

	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	baseproduct "product-gateway/bench/baselines/go/contract/product_gateway/base_product/v1"
	inventory "product-gateway/bench/baselines/go/contract/product_gateway/inventory/v1"
	price "product-gateway/bench/baselines/go/contract/product_gateway/price/v1"
	reviews "product-gateway/bench/baselines/go/contract/product_gateway/reviews/v1"
	"product-gateway/bench/baselines/go/product"
)

const productTimeout = 2 * time.Second

type backends struct {
	baseProduct baseproduct.BaseProductServiceClient
	inventory   inventory.InventoryServiceClient
	price       price.PriceServiceClient
	reviews     reviews.ReviewsServiceClient
}

func dialBackends() (*backends, error) {
	var connections [4]*grpc.ClientConn
	for i, name := range []string{"BASEPRODUCT", "INVENTORY", "PRICE", "REVIEWS"} {
		address := net.JoinHostPort(os.Getenv(name+"_SERVICE_HOST"), os.Getenv(name+"_SERVICE_PORT"))
		connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			return nil, err
		}
		connections[i] = connection
	}
	return &backends{
		baseProduct: baseproduct.NewBaseProductServiceClient(connections[0]),
		inventory:   inventory.NewInventoryServiceClient(connections[1]),
		price:       price.NewPriceServiceClient(connections[2]),
		reviews:     reviews.NewReviewsServiceClient(connections[3]),
	}, nil
}

// product calls all backends at once; the first error is the result, and cancels the other calls in flight.
func (b *backends) product(ctx context.Context, id int64) (*product.Product, error) {
	ctx, cancel := context.WithTimeout(ctx, productTimeout)
	defer cancel()
	var parts parts
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		parts.baseProduct, err = b.baseProduct.GetBaseProduct(ctx, &baseproduct.GetBaseProductRequest{ProductId: id})
		return err
	})
	group.Go(func() (err error) {
		parts.inventory, err = b.inventory.GetInventory(ctx, &inventory.GetInventoryRequest{ProductId: id})
		return err
	})
	group.Go(func() (err error) {
		parts.price, err = b.price.GetPrice(ctx, &price.GetPriceRequest{ProductId: id})
		return err
	})
	group.Go(func() (err error) {
		parts.reviews, err = b.reviews.ListReviews(ctx, &reviews.ListReviewsRequest{ProductId: id})
		return err
	})
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return parts.composed(), nil
}
