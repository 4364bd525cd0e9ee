#!/bin/sh
# Installs the second FHIR server's packages beside the environment, once for each lock file. Argument: the environment's bin.
set -e
here=$(dirname "$0")
there="$1/../second_fhir"
mkdir -p "$there"
cp "$here/server.mjs" "$here/package.json" "$there/"
if ! cmp -s "$here/package-lock.json" "$there/package-lock.json"; then
    command -v npm >/dev/null || { echo "The tests need Node.js 20 or newer with npm (a second FHIR server runs on it)." >&2; exit 1; }
    cp "$here/package-lock.json" "$there/installing.json"
    (cd "$there" && mv installing.json package-lock.json && npm ci --silent --no-audit --no-fund || { rm -f package-lock.json; exit 1; })
fi
