// Serves GET /product/{id}, composed from the responses of four backends.
package main

import (
	"encoding/json"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
)

func main() {
	backends, err := dialBackends()
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("GET /product/{id}", func(w http.ResponseWriter, r *http.Request) {
		id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
		if err != nil {
			http.Error(w, "bad product id", http.StatusBadRequest)
			return
		}
		product, err := backends.product(r.Context(), id)
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		body, err := json.Marshal(product)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(body)
	})
	log.Fatal(http.ListenAndServe(net.JoinHostPort(os.Getenv("LISTEN_ADDRESS"), os.Getenv("HTTP_PORT")), nil))
}
