#!/usr/bin/env bash
# make bi-test: install what the trial of the bundle needs (Superset in an environment of its own, Chromium and Chinese
# fonts from Debian, Playwright), then make it. Arguments go to the trial: --port N, --pictures DIR.
set -euo pipefail
cd "$(dirname "$0")/../.."

fail() { echo "$1" >&2; exit 2; }

debian() {  # package...
    command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] ||
        fail "缺少 $* ($* missing: install it, or run this as root on Debian)"
    apt-get update -qq &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null ||
        fail "无法安装 $* (cannot install $*: apt-get failed)"
}
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || debian chromium
command -v fc-list >/dev/null || debian fontconfig
[ -n "$(fc-list :lang=zh)" ] || debian fonts-noto-cjk

pip=(-m pip --quiet --disable-pip-version-check install --no-deps)
hashed=(--require-hashes --no-build-isolation)
export PYTHONWARNINGS=ignore
if ! [ .venv-superset/.ready -nt bi/superset/requirements.lock ]; then
    python=${PYTHON:-python3}
    "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' ||
        fail "Superset 6.1 需要 Python 3.11 或 3.12 (Superset 6.1 needs Python 3.11 or 3.12: make bi-test PYTHON=python3.12)"
    echo "Installing Superset into .venv-superset (once) ..."
    rm -rf .venv-superset
    "$python" -m venv .venv-superset &&
        .venv-superset/bin/python "${pip[@]}" --require-hashes -r requirements-build.lock &&
        .venv-superset/bin/python "${pip[@]}" "${hashed[@]}" -r bi/superset/requirements.lock ||
        fail "无法安装 Superset (cannot install Superset: see what pip says above)"
    touch .venv-superset/.ready
fi
.venv/bin/python -c 'import playwright' 2>/dev/null ||
    .venv/bin/python "${pip[@]}" "${hashed[@]}" -r requirements-browser.lock ||
    fail "无法安装 Playwright (cannot install Playwright: see what pip says above)"

PYTHONPATH=.:tests exec .venv/bin/python -m bi.superset.trial "$@"
