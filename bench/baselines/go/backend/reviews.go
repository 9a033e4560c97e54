package main

import (
	"context"

	reviews "product-gateway/bench/baselines/go/contract/product_gateway/reviews/v1"
	"product-gateway/bench/baselines/go/product"
)

type reviewsServer struct {
	reviews.UnimplementedReviewsServiceServer
	answer *reviews.ListReviewsResponse
}

func newReviewsServer(seed product.Product) *reviewsServer {
	answer := &reviews.ListReviewsResponse{}
	for _, text := range seed.Reviews {
		answer.Reviews = append(answer.Reviews, &reviews.Review{Text: text})
	}
	return &reviewsServer{answer: answer}
}

func (s *reviewsServer) ListReviews(
	context.Context, *reviews.ListReviewsRequest,
) (*reviews.ListReviewsResponse, error) {
	return s.answer, nil
}
