#!/bin/sh
# Make a virtual environment with the first Python on PATH that is new enough.
#
# usage: find-python.sh FOLDER
set -eu

folder=$1
for candidate in ${PYTHON3:-} python3 python3.13 python3.12 python3.11 python; do
  command -v "$candidate" >/dev/null 2>&1 || continue
  "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
  echo "Making a Python environment in $folder with $("$candidate" --version) ..."
  if "$candidate" -m venv "$folder"; then
    exit 0
  fi
  rm -rf "$folder"
  echo "error: $candidate could not make a virtual environment." >&2
  echo "fix: install its venv module (on Debian and Ubuntu: apt install python3-venv)." >&2
  exit 2
done
found=$(python3 --version 2>/dev/null || echo "no python3")
echo "error: Asbuilt needs Python 3.11 or newer; on PATH there is $found." >&2
echo "fix: install a newer Python, or name one: make PYTHON3=/path/to/python3.12" >&2
exit 2
