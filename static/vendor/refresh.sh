#!/bin/sh
# Builds static/vendor anew from the locked npm packages, then the two stylesheets that use it.
# idb comes as one ESM file, which is only made smaller.
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
npx terser node_modules/idb/build/index.js --module --compress --mangle \
    --format "preamble='/*! idb, ISC License, Copyright (c) 2016 Jake Archibald, see LICENSE */'" \
    --output "$here/idb/index.js"
cp node_modules/idb/LICENSE "$here/idb/LICENSE"
python3 "$here/../css/bundle.py"
