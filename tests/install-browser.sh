#!/bin/sh
# Find a browser for the tests, or install one where that is allowed.
#
# usage: install-browser.sh PYTHON
#
# A Chrome or Chromium on PATH is used as it is. Otherwise Debian's package is installed where we
# are root or may become it without a password, and otherwise Playwright's own build is fetched.
# Without any, this script still ends well: the tests that need a browser say so and are skipped,
# or fail where CI is set.
set -u

python=$1

if "$python" tests/support/browsers.py >/dev/null; then
  exit 0
fi

as_root=
if [ "$(id -u)" = 0 ]; then
  as_root=env
elif sudo -n true 2>/dev/null; then
  as_root="sudo -n"
fi
if [ -n "$as_root" ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium for the browser tests (about a minute) ..."
  $as_root env DEBIAN_FRONTEND=noninteractive sh -c '
    apt-get install --yes --quiet=2 --no-install-recommends chromium ||
      { apt-get update --quiet=2 &&
        apt-get install --yes --quiet=2 --no-install-recommends chromium; }
  ' >/dev/null 2>&1
  if "$python" tests/support/browsers.py >/dev/null; then
    exit 0
  fi
fi

echo "Fetching a browser for the browser tests (about a minute) ..."
"$python" -m playwright install chromium >/dev/null 2>&1
if "$python" tests/support/browsers.py >/dev/null; then
  exit 0
fi
echo "No browser could be installed: the tests that need one will be skipped, or fail in CI."
