package main

import (
	"context"

	inventory "product-gateway/bench/baselines/go/contract/product_gateway/inventory/v1"
	"product-gateway/bench/baselines/go/product"
)

type inventoryServer struct {
	inventory.UnimplementedInventoryServiceServer
	response *inventory.GetInventoryResponse
}

func newInventoryServer(seed product.Product) *inventoryServer {
	stock := &inventory.Inventory{ProductId: seed.ProductID, Total: seed.Inventory}
	for _, option := range seed.Options {
		stock.Options = append(stock.Options, &inventory.OptionInventory{
			OptionId: option.ProductID,
			Quantity: option.Inventory,
		})
	}
	return &inventoryServer{response: &inventory.GetInventoryResponse{Inventory: stock}}
}

func (s *inventoryServer) GetInventory(
	context.Context, *inventory.GetInventoryRequest,
) (*inventory.GetInventoryResponse, error) {
	return s.response, nil
}
