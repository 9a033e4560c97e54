#!/usr/bin/env bash
# Starts a Docker daemon for this project on a machine that has none, and sets DOCKER_HOST. Docker and Compose are installed from
# Debian where they are missing. A daemon that runs already is used as it is, and `start` prints nothing. README.md has more.
set -euo pipefail

cache=${XDG_CACHE_HOME:-$HOME/.cache}/product-gateway/docker
run=/run/product-gateway-docker
export DOCKER_HOST=unix://$run/docker.sock

start() {
  if running; then export_host; return; fi
  if env --unset DOCKER_HOST docker version >/dev/null 2>&1; then
    compose_there || install docker-compose
    return
  fi
  command -v dockerd >/dev/null || install docker.io
  compose_there || install docker-compose
  mkdir -p "$cache" "$run"
  # Of a daemon that was killed: another process may have its number by now.
  rm -f "$run/pid" "$run/exec/containerd/containerd.pid"
  # Addresses of the shared range, which no network outside uses. Containers reach each other and this machine, nothing
  # else; their ports are published by docker-proxy, so that this machine's packet filter stays as it is.
  setsid dockerd --data-root "$cache" --exec-root "$run/exec" --pidfile "$run/pid" --host "$DOCKER_HOST" \
    --bip 100.127.102.1/25 --default-address-pool base=100.127.102.128/25,size=28 \
    --iptables=false --ip6tables=false --ip-masq=false </dev/null >"$run/log" 2>&1 &
  for ((i = 0; i < 300; i++)); do
    if running; then export_host; return; fi
    sleep 0.1
  done
  tail -20 "$run/log" >&2
  echo "dockerd was not ready within 30 s" >&2
  exit 1
}

stop() {
  [[ -f $run/pid ]] || return 0
  local pid
  pid=$(<"$run/pid")
  kill "$pid" 2>/dev/null || true
  for ((i = 0; i < 300; i++)); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  ip link delete docker0 2>/dev/null || true
  # Network namespaces of containers are mounts, which a daemon that ended in the middle of its work leaves behind.
  umount "$run"/exec/netns/* 2>/dev/null || true
  rm -rf "$run"
}

running() { [[ -S $run/docker.sock ]] && docker version >/dev/null 2>&1; }
export_host() { echo "export DOCKER_HOST=$DOCKER_HOST"; }
compose_there() { docker compose version >/dev/null 2>&1 || command -v docker-compose >/dev/null; }

install() {
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

case ${1:-} in
  start | stop | running) "$1" ;;
  *) echo "usage: $0 start|stop|running" >&2; exit 2 ;;
esac
