#!/bin/sh
# Make both files anew: the weights from the variable font, of each the letters we print.
set -eu
export SOURCE_DATE_EPOCH=1700000000  # the same files each time
cd "$(dirname "$0")"
made=$(mktemp -d)
trap 'rm -r "$made"' EXIT
python3 -m venv "$made/env"
"$made/env/bin/pip" install --quiet fonttools fontpkg-open-sans==3.3
whole=$(echo "$made"/env/lib/python3*/site-packages/fontpkg_open_sans)
cp "$whole/LICENSE" OFL.txt
for each in Regular:400 Bold:700; do
  "$made/env/bin/fonttools" varLib.instancer "$whole/files/OpenSans[wdth,wght].ttf" \
    "wght=${each#*:}" wdth=100 --update-name-table --quiet -o "$made/whole.ttf"
  "$made/env/bin/pyftsubset" "$made/whole.ttf" --output-file="OpenSans-${each%:*}.ttf" \
    --no-hinting --notdef-outline --name-IDs=0,1,2,3,4,5,6,13,14 \
    --layout-features=kern,mark,mkmk,ccmp,locl,tnum,lnum,liga \
    --unicodes=20-7E,A0-24F,2B0-52F,1E00-1EFF,2010-2027,2030-205F,2070-20CF,2100-22FF,25CC,FB00-FB02,FFFD
done
