#!/usr/bin/env bash
# Builds stagecraft from the repository that this action is part of. Go compares all that it is built with to the checksums in go.sum.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=$RUNNER_TEMP/stagecraft/bin
mkdir -p "$bin"
CGO_ENABLED=0 go build -C "$here/../../.." -mod=readonly -trimpath -buildvcs=false -ldflags "-s -w" -o "$bin/stagecraft" ./cmd/stagecraft
cp "$here/stagecraft-run" "$bin/stagecraft-run"
echo "$bin" >>"$GITHUB_PATH"
"$bin/stagecraft" version
