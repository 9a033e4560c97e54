package main

import (
	money "product-gateway/bench/baselines/go/contract/google/type"
	baseproduct "product-gateway/bench/baselines/go/contract/product_gateway/base_product/v1"
	inventory "product-gateway/bench/baselines/go/contract/product_gateway/inventory/v1"
	price "product-gateway/bench/baselines/go/contract/product_gateway/price/v1"
	reviews "product-gateway/bench/baselines/go/contract/product_gateway/reviews/v1"
	"product-gateway/bench/baselines/go/product"
)

// parts are the backends' parts of a product. All of them list its options in the same order.
type parts struct {
	baseProduct *baseproduct.GetBaseProductResponse
	inventory   *inventory.GetInventoryResponse
	price       *price.GetPriceResponse
	reviews     *reviews.ListReviewsResponse
}

func (p *parts) composed() *product.Product {
	base, stock, prices := p.baseProduct.GetBaseProduct(), p.inventory.GetInventory(), p.price.GetPrice()
	options := make([]product.Option, len(base.GetOptions()))
	for i, option := range base.GetOptions() {
		options[i] = product.Option{
			ProductID:   option.GetOptionId(),
			Description: option.GetDescription(),
			Inventory:   stock.GetOptions()[i].GetQuantity(),
			Price:       amount(prices.GetOptions()[i].GetPrice()),
		}
	}
	texts := make([]string, len(p.reviews.GetReviews()))
	for i, review := range p.reviews.GetReviews() {
		texts[i] = review.GetText()
	}
	return &product.Product{
		ProductID:   base.GetProductId(),
		Description: base.GetDescription(),
		ImageURL:    base.GetImageUrl(),
		Options:     options,
		Reviews:     texts,
		Price:       amount(prices.GetPrice()),
		Inventory:   stock.GetTotal(),
	}
}

func amount(of *money.Money) float64 {
	return float64(of.GetUnits()) + float64(of.GetNanos())/1e9
}
