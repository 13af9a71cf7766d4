#!/usr/bin/env bash
# check.sh ARCHIVE: the packed program runs from any folder, without an environment and without Swift's libraries.
set -euo pipefail
archive=$(readlink -f "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
tar -C "$folder" -xzf "$archive"
root=$(echo "$folder"/*)
program=$root/bin/switchyard
fail() { echo "error: $1" >&2; exit 1; }
clean() { (cd / && env -i HOME="$folder" TERM=dumb "$@"); }

needed=$(readelf -d "$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
! grep -qiE '^lib(swift|Foundation|dispatch|BlocksRuntime)' <<< "$needed" || fail "it still needs Swift's libraries: $needed"
! readelf -d "$program" | grep -qE '(RPATH|RUNPATH).*swift' || fail "it looks for Swift's libraries"
! ldd "$program" | grep -q 'not found' || fail "libraries are missing"
clean "$root/switchyard" --version > /dev/null || fail "it does not start"
# What ships is found relative to the program.
says() {
  local word=$1
  shift
  [[ "$(clean "$program" "$@" 2>&1)" == *"$word"* ]]
}
says 'books        balance' sessions show with-balance-loss || fail "its sessions are not found"
says 'parameters' describe first-light || fail "its recipes are not found"
says 'ember' doctor || fail "its themes are not found"
says 'completed after step' replay with-balance-loss --plain || fail "it cannot replay"
echo "needs: $(tr '\n' ' ' <<< "$needed")"
echo "checked: starts, finds sessions, recipes and themes, replays"
