// Package zipkinexporter exports the collector's traces to a Zipkin server. It uses the translator of the contrib distribution,
// whose own exporter/zipkinexporter v0.165.0 the Go module proxy did not serve.
package zipkinexporter

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/translator/zipkin/zipkinv2"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exporterhelper"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Config has the URL at which Zipkin accepts spans.
type Config struct {
	Endpoint string `mapstructure:"endpoint"`
}

// NewFactory creates the exporter with the name zipkin.
func NewFactory() exporter.Factory {
	return exporter.NewFactory(
		component.MustNewType("zipkin"),
		func() component.Config { return &Config{} },
		exporter.WithTraces(newTraces, component.StabilityLevelDevelopment),
	)
}

// Without a queue the export of a service succeeds only when Zipkin has its spans.
func newTraces(ctx context.Context, settings exporter.Settings, config component.Config) (exporter.Traces, error) {
	send := func(ctx context.Context, traces ptrace.Traces) error {
		return post(ctx, config.(*Config).Endpoint, traces)
	}
	return exporterhelper.NewTraces(ctx, settings, config, send)
}

func post(ctx context.Context, endpoint string, traces ptrace.Traces) error {
	spans, err := zipkinv2.FromTranslator{}.FromTraces(traces)
	if err != nil {
		return err
	}
	body, err := json.Marshal(spans)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("zipkin responded %s", response.Status)
	}
	return nil
}
