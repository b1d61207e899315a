#!/bin/sh
# Sends spans of a real mesh to the OpenTelemetry Collector's own OTLP receiver. WEFT names the
# launcher (default: that of this tree).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if ! command -v go > /dev/null; then
  echo "SKIPPED: the interoperability test needs Go 1.25 or later, which is not on the PATH" >&2
  exit 0
fi
export WEFT="${WEFT:-$here/../../../weft}"
cd "$here"
go test -count=1 ./...
