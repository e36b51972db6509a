#!/usr/bin/env bash
# Makes the files of a release, as the registries of Terraform and OpenTofu want them:
#
#	terraform-provider/release.sh VERSION OUT [OS_ARCH …]
#
# A zip for each platform (all that are published, if none is named), the registry's manifest, the SHA-256 sums of these, and
# a signature of the sums. The key is GPG_PRIVATE_KEY, in ASCII armor, with GPG_PASSPHRASE if it has one. The same
# commit gives the same zips.
set -euo pipefail

version=${1:?version, without a v}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] || { echo "$version is no version: 1.2.3 or 1.2.3-rc.1, without a v" >&2; exit 1; }
: "${2:?folder to write to}" "${GPG_PRIVATE_KEY:?key that signs the sums, in ASCII armor}"
key=$GPG_PRIVATE_KEY passphrase=${GPG_PASSPHRASE:-}
unset GPG_PRIVATE_KEY GPG_PASSPHRASE # nothing that is run from here on has them
mkdir -p "$2"
out=$(cd "$2" && pwd)
[[ -z $(ls -A "$out") ]] || { echo "$out is not empty" >&2; exit 1; }
platforms=("${@:3}")
((${#platforms[@]})) || platforms=(darwin_amd64 darwin_arm64 freebsd_amd64 freebsd_arm64 linux_386 linux_amd64 linux_arm linux_arm64 windows_386 windows_amd64 windows_arm64)
cd "$(dirname "$0")/.."

name=terraform-provider-stagecraft
work=$(mktemp -d)
trap 'GNUPGHOME="$work/gnupg" gpgconf --kill all 2>/dev/null || true; rm -rf "$work"' EXIT
date=$(TZ=UTC git log -1 --date=format-local:%Y%m%d%H%M.%S --format=%cd)

for platform in "${platforms[@]}"; do
  dir=$work/$platform
  binary=${name}_v$version
  [[ $platform == windows_* ]] && binary+=.exe
  mkdir "$dir"
  echo "building $platform" >&2
  CGO_ENABLED=0 GOOS=${platform%_*} GOARCH=${platform#*_} go build -trimpath -ldflags "-s -w -X main.version=$version" -o "$dir/$binary" ./terraform-provider
  cp LICENSE "$dir/"
  (cd "$dir" && TZ=UTC touch -t "$date" -- * && TZ=UTC zip -q -X "$out/${name}_${version}_$platform.zip" "$binary" LICENSE)
done
cp terraform-provider/terraform-registry-manifest.json "$out/${name}_${version}_manifest.json"

sums=${name}_${version}_SHA256SUMS
(cd "$out" && sha256sum -- * >"$work/sums" && mv "$work/sums" "$sums")

export GNUPGHOME=$work/gnupg
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --import <<<"$key"
gpg --batch --quiet --pinentry-mode loopback --passphrase-fd 0 --detach-sign --output "$out/$sums.sig" "$out/$sums" <<<"$passphrase"
gpg --batch --quiet --verify "$out/$sums.sig" "$out/$sums" 2>/dev/null || { echo "the signature does not verify" >&2; exit 1; }
