#!/bin/sh
# Runs the official Gateway API conformance suite against `weft up`.
#
#   run.sh                        all profiles, and writes the report to docs/reference/conformance/
#   run.sh --profile GATEWAY-HTTP one profile, or several with commas between; no report
#   run.sh --only NAME            one test of the suite, or several; no report
#   run.sh --short                some tests of each profile, for CI
#   run.sh --hurry                waits seconds and not minutes for what does not happen; no report
#   run.sh --weft FILE            another launcher than that of this tree
#   run.sh --report FILE          writes the report there
#
# Linux only: Gateways and Pods get addresses out of 127.0.0.0/8. Ports 80 and 443 are listened on,
# for which Weft must be root or net.ipv4.ip_unprivileged_port_start be 80 or less.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
all=GATEWAY-HTTP,GATEWAY-GRPC,GATEWAY-TLS,GATEWAY-TCP,MESH-HTTP,MESH-GRPC
weft=$root/weft profiles=$all only='' hurry='' report='' asked='' short=''
while [ $# -gt 0 ]; do
  case $1 in
    --profile) profiles=$2 asked=some; shift ;;
    --only) only=$2 asked=some; shift ;;
    --short) short=yes asked=some ;;
    --hurry) hurry=yes asked=some ;;
    --weft) weft=$2; shift ;;
    --report) report=$2; shift ;;
    *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
  shift
done
if ! command -v go > /dev/null; then
  echo "SKIPPED: the conformance suite needs Go 1.26 or later, which is not on the PATH" >&2
  exit 0
fi
if [ "$(uname)" != Linux ]; then
  echo "SKIPPED: the conformance suite needs Linux, where all of 127.0.0.0/8 can be listened on" >&2
  exit 0
fi
if [ "$(id -u)" != 0 ] && [ "$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start)" -gt 80 ]; then
  echo "SKIPPED: the conformance suite needs ports 80 and 443: be root, or set" \
    "net.ipv4.ip_unprivileged_port_start to 80" >&2
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$here"
echo "building the suite (the first time takes minutes)" >&2
go build -o "$work/echo-basic" sigs.k8s.io/gateway-api/conformance/echo-basic
go test -c -o "$work/suite" .
crds=$(go list -m -f '{{.Dir}}' sigs.k8s.io/gateway-api)/config/crd/standard
words() { awk '!/^#/ && NF { printf "%s%s", comma, $1; comma = "," }' "$1"; }
[ -z "$short" ] || only=$(words short.txt)
[ -n "$asked" ] || report=${report:-$root/docs/reference/conformance/report.yaml}
version=$("$weft" --version | awk '{ print $2; exit }')
log=${CONFORMANCE_LOG:-$here/target}
mkdir -p "$log"
[ -z "$report" ] || mkdir -p "$(dirname "$report")"
set -- -test.run '^TestConformance$' -test.v -test.timeout 60m \
  -weft "$weft" -echo-basic "$work/echo-basic" -crds "$crds" -weft-log "$log/weft.log" \
  -conformance-profiles "$profiles" -exempt-features "$(words exempt.txt)" -all-features \
  -organization weft.dev -project weft -url https://weft.dev -version "$version" \
  -contact https://weft.dev
[ -z "$only" ] || set -- "$@" -only "$only"
[ -z "$hurry" ] || set -- "$@" -hurry
[ -z "$report" ] || set -- "$@" -report-output "$report"
code=0
"$work/suite" "$@" > "$log/suite.log" || code=$?
grep -E '^    --- (FAIL|SKIP)|^--- FAIL' "$log/suite.log" | grep FAIL || true
echo "what the suite said is in $log/suite.log, Weft's own words in $log/weft.log" >&2
exit "$code"
