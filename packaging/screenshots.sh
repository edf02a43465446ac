#!/usr/bin/env bash
# The pictures of the README, grabbed from the real window with the starter models: packaging/screenshots.sh [FOLDER]
# Needs the environment of CONTRIBUTING.md, `vlm-studio models pull starter`, and fonts-noto-cjk for the Chinese one.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-packaging/screenshots}
mkdir -p "$out"
export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}
picture() { python -c 'import sys; from tests.pictures import picture; print(picture(sys.argv[1]))' "$1"; }
grab() { python -m vlm_studio.cli open "$@"; }

grab "$(picture astronaut.png)" --run detect,pose --size 1440x900 --theme dark --screenshot "$out/poses-dark.png"
grab "$(picture motorcycle_left.png)" --run detect --size 1440x900 --theme light --screenshot "$out/detect-light.png"
grab "$(picture chelsea.png)" --run detect,segment --size 1440x900 --theme dark --language zh_CN --screenshot "$out/segment-dark-zh.png"
grab "$(picture coffee.png)" --run detect --size 1024x640 --theme light --screenshot "$out/small-light.png"
grab "$(picture china.jpg)" --run restyle --size 1440x900 --theme dark --screenshot "$out/restyle-dark.png"
# Sketches need `vlm-studio models pull icons` and `... all-minilm-l6-v2`.
grab --describe "a mug left of a lamp" --size 1440x900 --theme dark --screenshot "$out/staging-dark.png"
sketches=$(mktemp -d)
python -m vlm_studio.cli generate "a cat beside a plant" --count 2 --format vlms --out "$sketches" >/dev/null
python -m tests.gallery.edited "$sketches/a-cat-beside-a-plant-2.vlms" "$out/sketch-edited-light.png"
rm -r "$sketches"
folder=$(mktemp -d)
for name in astronaut.png chelsea.png coffee.png motorcycle_left.png rocket.jpg; do cp "$(picture "$name")" "$folder"; done
grab "$folder" --size 1440x900 --theme light --screenshot "$out/folder-light.png"
rm -r "$folder"
