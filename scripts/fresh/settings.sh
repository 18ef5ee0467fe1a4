# What is tested, and where. The environment may say otherwise.

# Debian 13: PostgreSQL 17 with pg_cron 1.6.
suite=trixie

# What the README asks of a machine; all else is installed by its commands.
packages=(ca-certificates git nodejs npm)

# Outlives the clone, so that a second run finds the root that the first one made.
cache_dir=${FRESH_CACHE_DIR:-/var/cache/refresh-dashboard}

# The root shares this machine's network, where stacks of others may be up.
port=${FRESH_PORT:-16321}

# What a newcomer should wait at most, from git clone to the end of the story.
newcomer_seconds=${FRESH_NEWCOMER_SECONDS:-120}

# What speaks with a server, or with the machine. The page in its browser, the package, the documents and single parts are
# the same on any.
read -ra root_projects <<<"${FRESH_ROOT_PROJECTS:-pgtap e2e security property faults long install cli stack examples}"

# What may behave otherwise for a server that belongs to the user.
read -ra user_projects <<<"${FRESH_USER_PROJECTS:-unit stack}"
