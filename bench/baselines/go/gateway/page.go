package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"os"
	"strings"

	"product-gateway/bench/baselines/go/product"
)

//go:embed page.tmpl
var pageText string

// The sources of the product's style, from the root of the repository, where all baselines run. They are as long as the
// minified style of the product, which has that of the call graph too.
const styles = "apps/gateway/src/views/styles/"

type page struct {
	template *template.Template
}

// newPage parses the page with the style as a part of its text, so that a request does not pay for the style's escaping.
func newPage() (*page, error) {
	var style strings.Builder
	for _, name := range []string{"theme", "layout", "content", "media"} {
		css, err := os.ReadFile(styles + name + ".css")
		if err != nil {
			return nil, err
		}
		style.Write(css)
	}
	text := strings.Replace(pageText, "/* style */", style.String(), 1)
	parsed, err := template.New("page").Funcs(template.FuncMap{"dollars": dollars}).Parse(text)
	return &page{parsed}, err
}

func (p *page) render(product *product.Product) ([]byte, error) {
	var body bytes.Buffer
	err := p.template.Execute(&body, product)
	return body.Bytes(), err
}

func dollars(amount float64) string {
	return fmt.Sprintf("$%.2f", amount)
}
