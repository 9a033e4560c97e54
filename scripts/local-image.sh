#!/usr/bin/env bash
# Makes an image of a program of this machine and the libraries that it names, for where no image registry can be
# reached: `export NODE_IMAGE=$(scripts/local-image.sh node)` makes one of the Node that npm installed, laid out as
# distroless is, on which images can be built; `prometheus` and `otel-collector` make stand-ins for their own.
set -euo pipefail
cd "$(dirname "$0")/.."

case ${1:-} in
  node) program=node_modules/.bin/node path=/nodejs/bin/node ;;
  prometheus) program=$(command -v prometheus) path=/bin/prometheus ;;
  otel-collector) program=${XDG_CACHE_HOME:-$HOME/.cache}/product-gateway/otel-collector path=/otelcol ;;
  *) echo "usage: $0 node|prometheus|otel-collector" >&2; exit 2 ;;
esac
image=product-gateway/$1:local
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

mkdir -p "$root"/{etc,tmp} "$root/$(dirname "$path")"
cp --dereference "$program" "$root$path"
# A static program names none.
{ ldd "$root$path" 2>&1 | grep -o '/[^ ]*' || true; } | xargs -I '{}' cp --parents --dereference '{}' "$root"
echo 'nonroot:x:65532:65532:nonroot:/:/nonexistent' >"$root/etc/passwd"
echo 'nonroot:x:65532:' >"$root/etc/group"
chmod 1777 "$root/tmp"

tar --create --directory "$root" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner . |
  docker import --change "ENTRYPOINT [\"$path\"]" --change 'USER 65532:65532' - "$image" >/dev/null
echo "$image"
