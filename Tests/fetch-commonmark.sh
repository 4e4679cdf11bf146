#!/bin/sh
# Fetches the examples of CommonMark's and GitHub's specification in the version of the cmark-gfm library at hand, out of the
# source of its Debian package:
#
#     Tests/fetch-commonmark.sh SPEC.txt
#
# The machine's own list of packages is left alone, so that this needs no rights. Ends with status 1 where they cannot be had.
set -eu
target=$1
[ -s "$target" ] && exit 0
command -v apt-get >/dev/null || { echo "fetch-commonmark: expected apt-get, found none" >&2; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/sources" "$folder/lists/partial" "$folder/cache/archives/partial"
# The packages' sources come from where the packages do.
for list in /etc/apt/sources.list.d/*.sources; do
    [ -e "$list" ] && sed 's/^Types:.*/Types: deb-src/' "$list" >"$folder/sources/${list##*/}"
done
for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -e "$list" ] && sed -n 's/^deb[[:space:]]/deb-src /p' "$list" >"$folder/sources/${list##*/}.list"
done
cd "$folder"
apt() {
    apt-get -qq -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$folder/sources" \
        -o Dir::State::lists="$folder/lists" -o Dir::Cache="$folder/cache" -o APT::Sandbox::User=root \
        -o Acquire::Retries=1 -o Acquire::http::Timeout=20 "$@"
}
apt update
apt source --download-only cmark-gfm >/dev/null
tar -xzOf cmark-gfm_*.orig.tar.gz --wildcards '*/test/spec.txt' >spec.txt
[ -s spec.txt ]
cd - >/dev/null
mkdir -p "$(dirname "$target")"
mv "$folder/spec.txt" "$target"
