# Processes known by a file that holds their id and their start time, so that a process which was
# given the same id later is never mistaken for them. Sourced by `cluster`.

spawn() { # PID-FILE LOG COMMAND...
    local file="$1" log="$2" pid
    shift 2
    nohup "$@" </dev/null >>"$log" 2>&1 &
    pid=$!
    echo "$pid $(start_of "$pid")" >"$file"
}

start_of() { # PID: when it started, in whatever way this system says it; nothing for none that runs
    local stat
    if [ -d /proc/self ]; then
        { stat="$(cat "/proc/$1/stat")"; } 2>/dev/null || return 0
        # The second field is the program's name in parentheses, and may hold anything.
        set -- ${stat##*) }
        [ "$1" = Z ] || echo "${20}"
    else
        ps -o stat= -o lstart= -p "$1" 2>/dev/null | grep -v '^Z' | sed 's/^[^ ]* *//; s/  */_/g' || true
    fi
}

is_alive() { # PID FILE
    local pid started
    [ -f "$1" ] && read -r pid started <"$1" && [ -n "$started" ] && [ "$(start_of "$pid")" = "$started" ]
}

is_frozen() { # PID
    if [ -d /proc/self ]; then
        local stat
        { stat="$(cat "/proc/$1/stat")"; } 2>/dev/null && set -- ${stat##*) } && [ "$1" = T ]
    else
        ps -o stat= -p "$1" 2>/dev/null | grep -q '^T'
    fi
}

await_end() { # PID-FILE SECONDS; fails where it still runs then
    local end=$((SECONDS + $2))
    while is_alive "$1"; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.05
    done
}

send() { # SIGNAL PID-FILE
    local pid started
    if is_alive "$2"; then
        read -r pid started <"$2"
        kill "-$1" "$pid" 2>/dev/null || true
    fi
}

describe() { # PID-FILE
    local pid started
    if ! is_alive "$1"; then
        echo "does not run"
        return
    fi
    read -r pid started <"$1"
    if is_frozen "$pid"; then
        echo "$pid frozen"
    else
        echo "$pid"
    fi
}
