#!/bin/sh
# Builds static/vendor anew from the locked npm packages, then the two stylesheets that use it.
# idb comes as one ESM file, which is only made smaller; of Leaflet and of what reads a map file we
# take the parts that their entry.js names.
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
for name in leaflet pmtiles; do
    cp "$here/$name/entry.js" "$work/$name.js"
    npx rollup "$name.js" --plugin node-resolve --format es --file "$name.out.js" --silent
done
npx terser leaflet.out.js --module --compress --mangle \
    --format "preamble='/*! Leaflet, BSD-2-Clause License, Copyright (c) 2010-2023 Volodymyr Agafonkin, (c) 2010-2011 CloudMade, see LICENSE */'" \
    --output "$here/leaflet/index.js"
cp node_modules/leaflet/LICENSE "$here/leaflet/LICENSE"
# The script puts some names of classes together: those are listed. Our own CSS does the rest.
npx purgecss --css node_modules/leaflet/dist/leaflet.css --content "$here/leaflet/index.js" \
    --output "$here/leaflet/leaflet.css" --safelist leaflet-tile-pane leaflet-overlay-pane \
    leaflet-marker-pane leaflet-tile-loaded \
    --blocklist leaflet-vml-shape lvml leaflet-default-icon-path leaflet-oldie leaflet-bar \
    leaflet-control leaflet-zoom-box leaflet-image-layer
npx terser pmtiles.out.js --module --compress --mangle \
    --format "preamble='/*! pmtiles, protomaps-leaflet and what they stand on, see LICENSE */'" \
    --output "$here/pmtiles/index.js"
{
    printf 'pmtiles and @protomaps/basemaps carry no licence file; both are BSD-3-Clause,\n'
    printf 'Copyright Protomaps LLC, the same text as protomaps-leaflet.\n'
    for package in protomaps-leaflet fflate @mapbox/point-geometry @mapbox/vector-tile color2k \
        pbf potpack rbush quickselect; do
        printf '\n== %s ==\n\n' "$package"
        cat "node_modules/$package"/LICENSE*
    done
} > "$here/pmtiles/LICENSE"
python3 "$here/../css/bundle.py"
