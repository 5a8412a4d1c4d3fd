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
    govuk.scss all.css
# Only rules that our templates use: a phone at the door loads this over a bad line. The list names
# the classes that a template puts together; run this anew when a template takes up another one.
npx purgecss --css all.css --output "$here/govuk/govuk.css" \
    --content "$here/../../templates/**/*.html" "$here/../js/**/*.js" \
    --safelist govuk-input--width-4 govuk-input--width-6 govuk-input--width-10 \
    govuk-input--width-20 govuk-fieldset__legend--s govuk-fieldset__legend--m \
    govuk-fieldset__legend--l
npx terser node_modules/idb/build/index.js --module --compress --mangle \
    --format "preamble='/*! idb, ISC License, Copyright (c) 2016 Jake Archibald, see LICENSE */'" \
    --output "$here/idb/index.js"
cp node_modules/idb/LICENSE "$here/idb/LICENSE"
python3 "$here/../css/bundle.py"
