#!/bin/sh
# Runs client-go, its informers and a controller-runtime manager, each as released, against a
# registry: the one that WEFT_API names (with WEFT_TOKEN), or one that this starts and ends.
# Twice: client-go lists and watches, and (as it does by default from 0.35 on) watches alone.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if ! command -v go > /dev/null; then
  echo "SKIPPED: the interoperability tests need Go 1.25 or later, which is not on the PATH" >&2
  exit 0
fi
if [ -z "${WEFT_API:-}" ]; then
  data=$(mktemp -d)
  "$here/../../../weft" up --data "$data/mesh" --registry-port 0 --broker-port 0 --admin-port 0 \
    > "$data/log" &
  started=$!
  trap 'kill "$started" 2> /dev/null || true; wait "$started" || true; rm -rf "$data"' EXIT
  until grep -q '^ready' "$data/log"; do
    kill -0 "$started" || { cat "$data/log" >&2; exit 1; }
    sleep 0.2
  done
  WEFT_API=$(sed -n 's/^ *registry *\(http[^ ]*\).*/\1/p' "$data/log")
  export WEFT_API
fi
cd "$here"
KUBE_FEATURE_WatchListClient=false go test -count=1 ./...
KUBE_FEATURE_WatchListClient=true go test -count=1 ./...
