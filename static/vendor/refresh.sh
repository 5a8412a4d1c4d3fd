#!/bin/sh
# Builds static/vendor anew from the locked npm packages, then the two stylesheets that use it.
# Needs Node 20 or later. The lock names no package index: npm asks the one it is set up with.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$work/"
cp "$here/govuk/govuk.scss" "$work/"
cd "$work"
npm ci
npx sass --pkg-importer=node --style=compressed --no-source-map --no-charset \
    govuk.scss "$here/govuk/govuk.css"
python3 "$here/../css/bundle.py"
