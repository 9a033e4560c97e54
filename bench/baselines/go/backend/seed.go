package main

import (
	"encoding/json"
	"os"

	"product-gateway/bench/baselines/go/product"
)

// From the root of the repository, where all baselines run.
const seedPath = "apps/gateway/src/product-9310301.seed.json"

func readSeed() (seed product.Product, err error) {
	text, err := os.ReadFile(seedPath)
	if err != nil {
		return seed, err
	}
	return seed, json.Unmarshal(text, &seed)
}
