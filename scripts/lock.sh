#!/bin/sh
# Write requirements/*.txt from requirements/*.in: for every Python from 3.11 on, with hashes, without any address.
set -eu
cd "$(dirname "$0")/.."

if ! command -v uv >/dev/null 2>&1; then
    if [ -x .venv/bin/uv ]; then
        PATH="$PWD/.venv/bin:$PATH"
    else
        echo "uv is needed to lock. Type: pipx install uv" >&2
        exit 1
    fi
fi

for name in base dev; do
    uv pip compile "requirements/$name.in" --output-file "requirements/$name.txt" --quiet --upgrade \
        --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links --no-config
done
