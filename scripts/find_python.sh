#!/bin/sh
# Print the newest Python from 3.11 on that can make a virtual environment by itself, or else the newest there is.
set -u

for needs in "ensurepip, venv" "sys"; do
    for name in python3.14 python3.13 python3.12 python3.11 python3 python; do
        if "$name" -c "import sys, $needs; sys.exit(sys.version_info < (3, 11))" >/dev/null 2>&1; then
            command -v "$name"
            exit 0
        fi
    done
done

echo "Tachawor needs Python 3.11 or later, and none was found. Install it, or type: make PYTHON=/path/to/python3" >&2
exit 1
