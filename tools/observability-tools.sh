#!/usr/bin/env bash
# Brings what the tests of observability/ need and this machine lacks: Prometheus, Java, Zipkin's server, and an
# OpenTelemetry Collector, which Go builds from modules. The last two are kept in ~/.cache/product-gateway.
set -euo pipefail
cd "$(dirname "$0")/.."

ZIPKIN=3.6.1
tools=${XDG_CACHE_HOME:-$HOME/.cache}/product-gateway
mkdir -p "$tools"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

step() { printf '%4ss  %s\n' "$SECONDS" "$*"; }
need() { command -v "$1" >/dev/null || { echo "$1 is missing: $2" >&2; exit 1; }; }
# What a package client prints is shown only if it fails, and without the addresses that it asked.
quietly() { "$@" >"$work/log" 2>&1 || { sed -E 's#[a-z]+://[^ ]*#(address)#g' "$work/log" >&2; exit 1; }; }

packages=()
command -v promtool >/dev/null || packages+=(prometheus)
command -v java >/dev/null || packages+=(default-jre-headless)
if ((${#packages[@]})); then
  need apt-get "install ${packages[*]} by hand"
  step "apt-get install ${packages[*]}"
  as_root=$([[ $EUID = 0 ]] || echo sudo)
  quietly $as_root apt-get update
  quietly $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${packages[@]}"
  # Debian also starts the Prometheus that it installs, on a port of ours.
  if [[ ${packages[0]} = prometheus && -d /run/systemd/system ]]; then $as_root systemctl disable --now prometheus; fi
fi

jar=zipkin-server-$ZIPKIN-exec.jar
if [[ ! -f $tools/$jar ]]; then
  need mvn 'install Maven'
  step "Zipkin $ZIPKIN (130 MB)"
  quietly mvn -B dependency:copy -Dartifact="io.zipkin:zipkin-server:$ZIPKIN:jar:exec" -DoutputDirectory="$tools"
fi
ln -sf "$jar" "$tools/zipkin-server.jar"

# Built again whenever what it is made of differs.
sources=$(cat observability/otel-collector/{builder.yaml,zipkinexporter/*})
if [[ ! -x $tools/otel-collector || $sources != "$(cat "$tools/otel-collector.sources" 2>/dev/null)" ]]; then
  need go 'install Go 1.26 or newer'
  version=$(sed -n 's/^  version: //p' observability/otel-collector/builder.yaml)
  step "OpenTelemetry Collector $version (two minutes and 1.3 GB of Go's caches, if they are empty)"
  cd observability/otel-collector
  # -e lets `go mod tidy` of the builder continue without modules that only tests of the components import.
  # The builder reads the settings of its file from the environment, too.
  quietly env "GOFLAGS=${GOFLAGS:-} -e" "dist.output_path=$work" go run "go.opentelemetry.io/collector/cmd/builder@v$version" --config builder.yaml
  mv "$work/otel-collector" "$tools/otel-collector"
  printf '%s\n' "$sources" >"$tools/otel-collector.sources"
fi
step "All is in place."
