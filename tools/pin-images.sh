#!/usr/bin/env bash
# Prints a file with every image name replaced by another: on standard input stands one pair a line, old and new. Fails if
# the file does not have one of them, or has an image of ours that no line names.
set -euo pipefail

text=$(<"${1:?usage: $0 FILE, with pairs of image names on standard input}")
while read -r old new; do
  [[ $text == *"$old"* ]] || { echo "$1 has no image $old" >&2; exit 1; }
  text=${text//"$old"/$new}
done
if unpinned=$(grep -o 'product-gateway/[a-z-]*:dev' <<<"$text"); then
  echo "$1 has images that no line names: $unpinned" >&2
  exit 1
fi
printf '%s\n' "$text"
