#!/usr/bin/env bash
# Makes a local image of programs of this machine and the libraries that they name. README.md says when it is needed.
#
#   node            the Node that npm installed, laid out as distroless is: NODE_IMAGE of the Dockerfile
#   build           that Node, npm, a shell and this machine's CA certificates, laid out as Docker's node images are: BUILD_IMAGE
#   prometheus      Prometheus, as compose.yaml and the scenarios run it
#   otel-collector  the OpenTelemetry Collector, as compose.yaml and the scenarios run it
#   postgres        the PostgreSQL that Debian packages, as the scenarios run it
set -euo pipefail
cd "$(dirname "$0")/../.."

# PROGRAM PATH: copies a program to a path of the image, with the libraries that it names. A static program names none.
add() {
  install -D "$1" "$root$2"
  { ldd "$1" 2>&1 | grep -o '/[^ ]*' || true; } | add_files
}
add_files() { xargs -I '{}' cp --parents --dereference '{}' "$root"; }

# All that the Dockerfile's build stage runs.
add_build_tools() {
  local tool npm=usr/local/lib/node_modules/npm
  add node_modules/.bin/node /usr/local/bin/node
  mkdir -p "$root/${npm%/*}"
  cp -R "$(dirname "$(dirname "$(realpath "$(command -v npm)")")")" "$root/$npm"
  ln -s "/$npm/bin/npm-cli.js" "$root/usr/local/bin/npm"
  for tool in sh env rm chmod find touch; do add "$(command -v "$tool")" "/usr/bin/$tool"; done
  ln -s usr/bin "$root/bin"
  # Native addons from npm name parts of glibc that Node itself does not.
  dpkg --listfiles libc6 | grep '\.so\.[0-9]*$' | add_files
  echo /etc/ssl/certs/ca-certificates.crt | add_files
}

# The newest version that is installed, and a shell, which initdb needs.
add_postgres() {
  local bin program
  bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort --version-sort | tail -1)
  for program in initdb postgres; do add "$bin/$program" "$bin/$program"; done
  for program in sh rm; do add "$(command -v "$program")" "/usr/bin/$program"; done
  ln -s usr/bin "$root/bin"
  mkdir -p "$root${bin%/bin}" "$root"/usr/share/{postgresql,zoneinfo}
  cp -R "${bin%/bin}/lib" "$root${bin%/bin}"
  rm -rf "$root${bin%/bin}/lib/bitcode" "$root${bin%/bin}"/lib/llvmjit*
  cp -R "/usr/share/postgresql/$(basename "${bin%/bin}")" "$root/usr/share/postgresql"
  install tools/without-registry/postgres-entrypoint.sh "$root/usr/bin/postgres-entrypoint"
  # initdb refuses a user without a name.
  echo 'postgres:x:999:999:postgres:/:/nonexistent' >>"$root/etc/passwd"
  echo 'postgres:x:999:' >>"$root/etc/group"
}

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root"/{etc,tmp}
echo 'nonroot:x:65532:65532:nonroot:/:/nonexistent' >"$root/etc/passwd"
echo 'nonroot:x:65532:' >"$root/etc/group"

entrypoint='' user=65532:65532
case ${1:-} in
  node) entrypoint=/nodejs/bin/node && add node_modules/.bin/node "$entrypoint" ;;
  build) user=0:0 && add_build_tools ;;
  prometheus) user=65534:65534 entrypoint=/bin/prometheus && add "$(command -v prometheus)" "$entrypoint" ;;
  otel-collector)
    entrypoint=/otelcol && add "${XDG_CACHE_HOME:-$HOME/.cache}/product-gateway/otel-collector" "$entrypoint"
    ;;
  postgres) entrypoint=/usr/bin/postgres-entrypoint user=999:999 && add_postgres ;;
  *) echo "usage: $0 node|build|prometheus|otel-collector|postgres" >&2; exit 2 ;;
esac
image=product-gateway/$1:local

chmod -R u=rwX,go=rX "$root"
chmod 1777 "$root/tmp"

# What is the same keeps its image, and so the layers that were built on it.
archive=$(mktemp)
trap 'rm -rf "$root" "$archive"' EXIT
tar --create --file "$archive" --directory "$root" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner .
content=$({ echo "$entrypoint $user"; cat "$archive"; } | sha256sum | tr -d ' -')
if [[ $(docker image inspect --format '{{.Config.Labels.content}}' "$image" 2>/dev/null) != "$content" ]]; then
  docker import ${entrypoint:+--change "ENTRYPOINT [\"$entrypoint\"]"} --change "USER $user" \
    --change "LABEL content=$content" "$archive" "$image" >/dev/null
fi
echo "$image"
