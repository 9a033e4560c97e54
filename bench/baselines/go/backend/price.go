package main

import (
	"context"
	"math"

	money "product-gateway/bench/baselines/go/contract/google/type"
	price "product-gateway/bench/baselines/go/contract/product_gateway/price/v1"
	"product-gateway/bench/baselines/go/product"
)

type priceServer struct {
	price.UnimplementedPriceServiceServer
	response *price.GetPriceResponse
}

func newPriceServer(seed product.Product) *priceServer {
	prices := &price.Price{ProductId: seed.ProductID, Price: dollars(seed.Price)}
	for _, option := range seed.Options {
		prices.Options = append(prices.Options, &price.OptionPrice{
			OptionId: option.ProductID,
			Price:    dollars(option.Price),
		})
	}
	return &priceServer{response: &price.GetPriceResponse{Price: prices}}
}

func (s *priceServer) GetPrice(context.Context, *price.GetPriceRequest) (*price.GetPriceResponse, error) {
	return s.response, nil
}

func dollars(amount float64) *money.Money {
	units, fraction := math.Modf(amount)
	return &money.Money{CurrencyCode: "USD", Units: int64(units), Nanos: int32(math.Round(fraction * 1e9))}
}
