#!/usr/bin/env bash
# npm test in the clone that the story left, or in a new one. With names of tests/turns.ts as arguments, those alone.
set -euo pipefail
[[ -d refresh-dashboard ]] || git clone --quiet /run/repository.git refresh-dashboard
cd refresh-dashboard
# The browser's test would fetch it, but has five minutes for that, which a slow mirror or a busy machine may not keep.
[[ $(id -u) -ne 0 ]] || bash tests/support/install-chromium.sh >/dev/null
# Other histories and other views than on PostgreSQL 15, and half as many: what CI has time for.
export PROPERTY_SEED=${PROPERTY_SEED:-20261130} PROPERTY_HISTORIES=${PROPERTY_HISTORIES:-50}
export PROPERTY_CRASHES=${PROPERTY_CRASHES:-6} PROPERTY_VIEWS=${PROPERTY_VIEWS:-150}
if [[ $# -eq 0 ]]; then npm test; else npm test -- "$@"; fi
