// Package product is a product as HTTP clients see it.
package product

// Product has the keys of the seed's JSON, in their order.
type Product struct {
	ProductID   int64    `json:"productId"`
	Description string   `json:"description"`
	ImageURL    string   `json:"imageUrl"`
	Options     []Option `json:"options"`
	Reviews     []string `json:"reviews"`
	Price       float64  `json:"price"`
	Inventory   int64    `json:"inventory"`
}

// Option is one variant in which the product is sold.
type Option struct {
	ProductID   int64   `json:"productId"`
	Description string  `json:"optionDescription"`
	Inventory   int64   `json:"inventory"`
	Price       float64 `json:"price"`
}
