#!/usr/bin/env bash
# Has schemathesis send the gateway what /openapi.json allows and what it does not, and hold every response to that document:
# `npm run test:openapi`. It starts the five services on free ports. schemathesis is kept in ~/.cache/product-gateway.
set -euo pipefail
cd "$(dirname "$0")/.."

SCHEMATHESIS=4.32.5
SEED=${SEED:-1}
EXAMPLES=${EXAMPLES:-100}
tools=${XDG_CACHE_HOME:-$HOME/.cache}/product-gateway/schemathesis-$SCHEMATHESIS

if [[ ! -x $tools/bin/schemathesis ]]; then
  command -v python3 >/dev/null || { echo 'python3 is missing: install Python 3.10 or newer, with venv' >&2; exit 1; }
  echo "Installing schemathesis $SCHEMATHESIS …"
  rm -rf "$tools"
  python3 -m venv "$tools"
  "$tools/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$SCHEMATHESIS"
fi
exec node tests/hostile/openapi.ts "$tools/bin/schemathesis" "$SEED" "$EXAMPLES"
