// Serves GET /product/{id} and /product/{id}.html, composed from the responses of four backends.
package main

import (
	"encoding/json"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"

	"product-gateway/bench/baselines/go/product"
)

func main() {
	backends, err := dialBackends()
	if err != nil {
		log.Fatal(err)
	}
	page, err := newPage()
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("GET /product/{id}", func(w http.ResponseWriter, r *http.Request) {
		number, isPage := strings.CutSuffix(r.PathValue("id"), ".html")
		id, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			http.Error(w, "bad product id", http.StatusBadRequest)
			return
		}
		product, err := backends.product(r.Context(), id)
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		contentType, render := "application/json", renderJSON
		if isPage {
			contentType, render = "text/html; charset=utf-8", page.render
		}
		body, err := render(product)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", contentType)
		w.Write(body)
	})
	log.Fatal(http.ListenAndServe(net.JoinHostPort(os.Getenv("LISTEN_ADDRESS"), os.Getenv("HTTP_PORT")), nil))
}

func renderJSON(product *product.Product) ([]byte, error) {
	return json.Marshal(product)
}
