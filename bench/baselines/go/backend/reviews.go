package main

import (
	"context"

	reviews "product-gateway/bench/baselines/go/contract/product_gateway/reviews/v1"
	"product-gateway/bench/baselines/go/product"
)

type reviewsServer struct {
	reviews.UnimplementedReviewsServiceServer
	response *reviews.ListReviewsResponse
}

func newReviewsServer(seed product.Product) *reviewsServer {
	response := &reviews.ListReviewsResponse{}
	for _, text := range seed.Reviews {
		response.Reviews = append(response.Reviews, &reviews.Review{Text: text})
	}
	return &reviewsServer{response: response}
}

func (s *reviewsServer) ListReviews(
	context.Context, *reviews.ListReviewsRequest,
) (*reviews.ListReviewsResponse, error) {
	return s.response, nil
}
