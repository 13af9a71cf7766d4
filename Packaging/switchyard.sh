#!/bin/sh
# Starts the packed program, and says which libraries are missing where it could not start.
here=$(dirname "$(readlink -f "$0")")
missing=$(ldd "$here/bin/switchyard" 2>/dev/null | sed -n 's/^[[:space:]]*\([^ ]*\) => not found.*/\1/p' | tr '\n' ' ')
if [ -n "$missing" ]; then
  echo "error: these libraries are missing: $missing" >&2
  echo "on Debian and its relatives: sudo apt-get install @LIBRARIES@" >&2
  exit 2
fi
exec "$here/bin/switchyard" "$@"
