package main

import (
	"context"

	baseproduct "product-gateway/bench/baselines/go/contract/product_gateway/base_product/v1"
	"product-gateway/bench/baselines/go/product"
)

type baseProductServer struct {
	baseproduct.UnimplementedBaseProductServiceServer
	response *baseproduct.GetBaseProductResponse
}

func newBaseProductServer(seed product.Product) *baseProductServer {
	base := &baseproduct.BaseProduct{ProductId: seed.ProductID, Description: seed.Description, ImageUrl: seed.ImageURL}
	for _, option := range seed.Options {
		base.Options = append(base.Options, &baseproduct.ProductOption{
			OptionId:    option.ProductID,
			Description: option.Description,
		})
	}
	return &baseProductServer{response: &baseproduct.GetBaseProductResponse{BaseProduct: base}}
}

func (s *baseProductServer) GetBaseProduct(
	context.Context, *baseproduct.GetBaseProductRequest,
) (*baseproduct.GetBaseProductResponse, error) {
	return s.response, nil
}
