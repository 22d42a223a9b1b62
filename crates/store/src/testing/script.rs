//! The shell script that runs one PostgreSQL server for as long as its standard input stays open.
//!
//! The open pipe is the lifeline: however the test ends, the pipe closes, and the script ends the server by its process id and removes the folder.

/// Arguments: the folder of PostgreSQL's programs, and the port. Says `ready` when the server answers, or why it does not.
pub(super) const SERVE: &str = r#"
bin=$1 port=$2
# In memory where that is possible; a socket's path may have 107 bytes, so a short folder.
base=/tmp
if [ -d /dev/shm ] && [ -w /dev/shm ]; then base=/dev/shm; fi
dir=$(mktemp -d "$base/pw-pg.XXXXXX") || exit 1
as() { "$@"; }
if [ "$(id -u)" = 0 ]; then
    # PostgreSQL refuses to run as root.
    chown postgres "$dir"
    as() { runuser -u postgres -- "$@"; }
fi
cd "$dir"
finish() {
    if [ -s "$dir/data/postmaster.pid" ]; then kill -QUIT "$(head -n 1 "$dir/data/postmaster.pid")" 2>/dev/null; fi
    wait
    rm -rf "$dir"
}
trap finish EXIT
if ! as "$bin/initdb" -D "$dir/data" -U postgres --auth=trust --no-sync --wal-segsize=1 -E UTF8 --locale=C.UTF-8 >"$dir/log" 2>&1; then
    echo "initdb failed: $(tail -n 3 "$dir/log" | tr '\n' ' ')"
    exit 1
fi
# Durability is not what these tests ask about, and the disk is shared.
as "$bin/postgres" -D "$dir/data" -c listen_addresses=127.0.0.1 -c port="$port" -c unix_socket_directories="$dir" \
    -c fsync=off -c full_page_writes=off -c max_connections=200 >"$dir/log" 2>&1 </dev/null &
for _ in $(seq 200); do
    if "$bin/pg_isready" -q -h 127.0.0.1 -p "$port"; then
        echo ready
        read -r _
        exit 0
    fi
    kill -0 $! 2>/dev/null || break
    sleep 0.05
done
echo "the server does not answer: $(tail -n 3 "$dir/log" | tr '\n' ' ')"
exit 1
"#;
