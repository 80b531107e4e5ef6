#!/usr/bin/env bash
# Brings up what the tests need, runs all of them, and ends with one line: N passed, N failed, N skipped.
# TEST_POSTGRES and TEST_REDIS name servers to use; without them the tests start servers of their own.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

have_postgres() { [[ -n "${TEST_POSTGRES:-}" ]] || command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
have_redis() { [[ -n "${TEST_REDIS:-}" ]] || command -v redis-server >/dev/null; }
have_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }
have_xgboost() { "$(test -x /usr/bin/python3 && echo /usr/bin/python3 || echo python3)" -c 'import xgboost' >/dev/null 2>&1; }
have_node() { command -v node >/dev/null && command -v npm >/dev/null; }

missing() {
    have_postgres || echo postgresql
    have_redis || echo redis-server
    have_chromium || echo chromium
    have_xgboost || echo python3-xgboost
    have_node || printf 'nodejs\nnpm\n'
}

# Debian starts a server as soon as it is installed, unless this file forbids it; the tests start their own.
install_missing() {
    local root=() policy=/usr/sbin/policy-rc.d package made=no
    if [[ $EUID -ne 0 ]]; then
        sudo -n true 2>/dev/null || return 0
        root=(sudo -n)
    fi
    command -v apt-get >/dev/null || return 0
    echo "Installing: $*"
    if [[ ! -e $policy ]]; then
        printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee "$policy" >/dev/null && "${root[@]}" chmod +x "$policy" && made=yes
    fi
    "${root[@]}" apt-get update -qq </dev/null >/dev/null 2>&1
    for package in "$@"; do
        "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" </dev/null >/dev/null 2>&1
    done
    if [[ $made == yes ]]; then
        "${root[@]}" rm -f "$policy"
    fi
}

wanted=$(missing)
if [[ -n $wanted ]]; then
    # shellcheck disable=SC2086
    install_missing $wanted
    lacking=$(missing | paste -sd ' ')
    if [[ -n $lacking && ${CI:-} == true ]]; then
        echo "Could not get: $lacking. Under CI=true the tests that need it fail."
    elif [[ -n $lacking ]]; then
        echo "Could not get: $lacking. The tests that need it are skipped."
    fi
fi

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

status=0
if dotnet build Personalization.sln -c Release; then
    # One project at a time: several of them start servers and measure.
    dotnet test Personalization.sln -c Release --no-build -m:1 --logger trx --results-directory "$results" || status=$?
else
    status=1
fi

# Every project leaves one file, whose <Counters> sum up its run; what was not executed was skipped.
read -r passed failed skipped < <(
    find "$results" -name '*.trx' -exec grep -ho '<Counters [^>]*>' {} + | awk '
        function number(name,   found) { found = match($0, " " name "=\"[0-9]+\""); if (!found) return 0
            return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 }
        { passed += number("passed"); failed += number("executed") - number("passed"); skipped += number("total") - number("executed") }
        END { print passed + 0, failed + 0, skipped + 0 }')
if ((failed > 0 || passed == 0)) && ((status == 0)); then
    status=1
fi

echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
