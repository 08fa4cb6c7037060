#!/usr/bin/env bash
# Makes sure that this host's PostgreSQL cannot accept writes: forbids its start first, then stops it at once, then looks.
#
# Arguments (name=value): incident, token, node, unit.
# Prints one JSON line last: outcome fenced | refused | failed; "fenced" only when the server was seen gone and its start is forbidden.
# An older token than the one this host has seen is refused: whoever sends it was overtaken by somebody else.
# Running it again with the same token fences again and changes nothing else.
set -uo pipefail

STATE=${REPRISE_STATE_DIRECTORY:-/var/lib/reprise}
CONFIG=${REPRISE_CONFIG_DIRECTORY:-/etc/reprise}
PROGRAMS=${REPRISE_PROGRAM_DIRECTORY:-/usr/local/lib/reprise}
IMMEDIATE_PATIENCE=20 # tenths of a second until SIGKILL follows the immediate stop
KILL_PATIENCE=30      # tenths of a second until what survives SIGKILL is reported

stopped=false fenceFile=false
log() { printf '%s\n' "$*" >&2; }
json() { local text=${1//\\/\\\\}; text=${text//\"/\\\"}; printf '"%s"' "${text//[[:cntrl:]]/ }"; }
report() { # outcome, what was seen
  printf '{"program":"fence-postgres","outcome":%s,"stopped":%s,"fenceFile":%s,"seen":%s}\n' "$(json "$1")" "$stopped" "$fenceFile" "$(json "$2")"
  [ "$1" = fenced ]
  exit
}

incident='' token='' node='' unit=''
for argument in "$@"; do
  case $argument in
    incident=* | token=* | node=* | unit=*) printf -v "${argument%%=*}" '%s' "${argument#*=}" ;;
    *) report refused "unknown argument $argument; required incident=, token=, node=, unit=" ;;
  esac
done
[[ $token =~ ^[0-9]{1,18}$ ]] || report refused "token is \"$token\"; required a whole number"
[[ $incident =~ ^[A-Za-z0-9._:-]+$ ]] || report refused "incident is \"$incident\"; required letters, digits and . _ : -"
[[ $unit =~ ^[A-Za-z0-9@._-]+$ ]] || report refused "unit is \"$unit\"; required a systemd unit name"
[[ $node =~ ^[a-z0-9-]+$ ]] || report refused "node is \"$node\"; required a node id of the plan"

mkdir -p "$STATE" || report failed "cannot create $STATE"
exec 9>"$STATE/lock"
flock --wait 5 9 || report failed "another host program holds $STATE/lock for more than 5 s"

seenToken=$(cat "$STATE/token" 2>/dev/null || echo 0)
[ "$token" -ge "$seenToken" ] || report refused "token $token is older than $seenToken, which this host has already seen"

guard='' data='' address='' port='' own=''
if [ -r "$CONFIG/start-guard.conf" ]; then
  while IFS='=' read -r name value; do
    case $name in data | address | port) printf -v "$name" '%s' "$value" ;; unit) guard=$value ;; node) own=$value ;; esac
  done <"$CONFIG/start-guard.conf"
fi
# Before anything is written: a fence on the wrong host would forbid the start of one that is meant to become primary.
[ -z "$own" ] || [ "$own" = "$node" ] || report refused "this host is $own; required $node"

# 1. Forbid the start: a service manager that restarts a stopped server must find the fence already there, also after a power cut.
write() { printf '%s\n' "$2" >"$1.new" && chmod 0644 "$1.new" && sync "$1.new" && mv "$1.new" "$1" && sync "$STATE"; }
if write "$STATE/token" "$token" &&
  write "$STATE/fence" "incident=$incident token=$token node=$node time=$(date -u +%Y-%m-%dT%H:%M:%SZ)"; then
  fenceFile=true
fi

# 2. Stop. Where the data directory is, the running server knows best; a dead one leaves the start guard's configuration.
main=$(systemctl show --property=MainPID --value "$unit" 2>/dev/null)
if [ -n "$main" ] && [ "$main" != 0 ]; then data=$(readlink "/proc/$main/cwd" || printf '%s' "$data"); fi

# Every process of a PostgreSQL server works in its data directory, also of one that somebody started by hand.
servers() {
  [ -n "$data" ] || return 0
  local link folder
  while read -r link folder; do
    [ "$folder" = "$data" ] || continue
    case $(readlink "${link%/cwd}/exe" 2>/dev/null) in */postgres | */postgres\ *) link=${link#/proc/} && printf '%s\n' "${link%/cwd}" ;; esac
  done < <(find /proc/[0-9]*/cwd -maxdepth 0 -printf '%p %l\n' 2>/dev/null)
}
gone() {
  local state
  state=$(systemctl is-active "$unit" 2>/dev/null)
  case $state in inactive | failed | unknown) ;; *) return 1 ;; esac
  [ -z "$(servers)" ]
}
wait_gone() {
  local tenth
  for ((tenth = 0; tenth < $1; tenth++)); do
    gone && return 0
    sleep 0.1
  done
  gone
}

log "stopping $unit at once"
systemctl kill --kill-who=main --signal=SIGQUIT "$unit" >&2 || log "$unit has no main process"
systemctl stop --no-block "$unit" >&2 || log "systemctl stop $unit failed" # also cancels a restart that the service manager has scheduled
if ! wait_gone "$IMMEDIATE_PATIENCE"; then
  systemctl kill --signal=SIGKILL "$unit" >&2 || true
  for pid in $(servers); do kill -KILL "$pid" 2>/dev/null || true; done
  wait_gone "$KILL_PATIENCE" || true
fi

# 3. Look: in /proc/net/tcp, state 0A is "listening"; the address is written in the byte order of the processor.
listens() {
  [ -n "$address" ] && [ -n "$port" ] || return 1
  local one two three four wanted
  IFS=. read -r one two three four <<<"$address"
  wanted=$(printf '(%02X%02X%02X%02X|00000000):%04X' "$four" "$three" "$two" "$one" "$port")
  grep -Eq "^ *[0-9]+: $wanted [0-9A-F]{8}:[0-9A-F]{4} 0A " /proc/net/tcp
}
for ((tenth = 0; tenth < 10; tenth++)); do
  listens || break
  sleep 0.1
done
left=$(servers | paste -sd ' ' -)
state=$(systemctl is-active "$unit" 2>/dev/null)
if gone && ! listens; then stopped=true; fi

$stopped || report failed "unit $unit is ${state:-unknown}, server processes left: ${left:-none}, listening on $address:$port: $(listens && echo yes || echo no)"
$fenceFile || report failed "the server is stopped, but the fence file could not be written in $STATE"
# What systemd has loaded counts, not the files: a drop-in that was never loaded forbids nothing.
guarded() { [ -x "$PROGRAMS/start-guard" ] && [[ $(systemctl show --property=ExecStartPre --value "$unit" 2>/dev/null) == *"path=$PROGRAMS/start-guard ;"*ignore_errors=no* ]]; }
{ [ "$guard" = "$unit" ] && guarded; } || report failed "the server is stopped, but no start guard is in force for $unit, so nothing reads the fence file"
[ -n "$data" ] || report failed "unit $unit is $state, but its data directory is unknown, so a server outside the unit could not be looked for"
report fenced "unit $unit is $state, no server process works in $data, nothing listens on $address:$port"
