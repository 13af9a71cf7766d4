#!/usr/bin/env bash
# install.sh PROGRAM PLACE: puts the program and what belongs to it below a folder such as /usr/local.
set -euo pipefail
program=$(readlink -f "$1")
place=$(readlink -m "$2")
cd "$(dirname "$0")/.."

share=$place/share/switchyard
document=$place/share/doc/switchyard
install -d "$place/bin" "$share/themes" "$share/recipes" "$share/sessions" "$document/licences" \
  "$place/share/man/man1" "$place/share/bash-completion/completions" "$place/share/zsh/site-functions" \
  "$place/share/fish/vendor_completions.d"
install -s -m 755 "$program" "$place/bin/switchyard"
install -m 644 themes/*.toml "$share/themes"
install -m 644 recipes/*.toml "$share/recipes"
(cd recipes && find studies -name '*.toml' -print0 | while IFS= read -r -d '' file; do
  install -D -m 644 "$file" "$share/recipes/$file"
done)
# Only the sessions that ship, not what this machine has recorded.
git ls-files sessions | while read -r file; do install -m 644 "$file" "$share/sessions"; done
install -m 644 .build/man/*.1 "$place/share/man/man1"
install -m 644 .build/completions/switchyard.bash "$place/share/bash-completion/completions/switchyard"
install -m 644 .build/completions/_switchyard "$place/share/zsh/site-functions/_switchyard"
install -m 644 .build/completions/switchyard.fish "$place/share/fish/vendor_completions.d/switchyard.fish"
install -m 644 LICENSE README.md CONTRIBUTING.md "$document"
[ ! -d Documentation ] || install -m 644 Documentation/*.md "$document"
# What is linked into the program: the packages, and Swift's library with the parts that it brings.
for package in swift-argument-parser GRDB.swift TOMLKit; do
  for file in .build/checkouts/$package/LICENSE*; do install -m 644 "$file" "$document/licences/$package.txt"; done
done
swift=$(dirname "$(readlink -f "$(command -v swift)")")/..
for file in "$swift"/share/swift/LICENSE.txt "$swift"/share/doc/swift/LICENSE.txt; do
  [ ! -f "$file" ] || install -m 644 "$file" "$document/licences/swift.txt"
done
echo "installed below $place"
