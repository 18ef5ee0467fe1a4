#!/usr/bin/env bash
# What a machine's administrator has installed before a user who is not root comes: the packages that the project would
# tell him to ask for. Nothing to do where root's own npm start and npm test went before.
set -euo pipefail
[[ -d refresh-dashboard ]] || git -c safe.directory='*' clone --quiet /run/repository.git refresh-dashboard
cd refresh-dashboard
bash stack/install.sh
bash tests/support/install-chromium.sh
