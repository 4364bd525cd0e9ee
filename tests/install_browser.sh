#!/bin/sh
# Makes sure that the tests have a browser: one on PATH, else Debian's, else Playwright's own.
# Usage: tests/install_browser.sh [folder of the environment's programs]
set -eu
bin=${1:-.venv/bin}
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing chromium for the browser tests"
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; then
        exit 0
    fi
fi
exec "$bin/playwright" install chromium
