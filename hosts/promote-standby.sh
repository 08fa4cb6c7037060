#!/usr/bin/env bash
# Promotes this host's standby: looks that it is the one that was decided on, promotes, waits, and looks again.
#
# Arguments (name=value): incident, token, node, timeline, timeoutSeconds. The unit comes from the start guard's configuration;
# data directory and programs come from the running server.
# Prints one JSON line last: outcome promoted | already | refused | failed. "refused" changed nothing; after "failed" look before anything else.
# "forkedAt" is the LSN where the node left the timeline, as its own history file says; null when it did not or nobody knows.
set -uo pipefail

STATE=${REPRISE_STATE_DIRECTORY:-/var/lib/reprise}
CONFIG=${REPRISE_CONFIG_DIRECTORY:-/etc/reprise}
MARGIN=5 # seconds left for the report, before the sender of this command stops waiting

json() { local text=${1//\\/\\\\}; text=${text//\"/\\\"}; printf '"%s"' "${text//[[:cntrl:]]/ }"; }
report() { # outcome, what was seen, where the timeline was left
  printf '{"program":"promote-standby","outcome":%s,"forkedAt":%s,"seen":%s}\n' "$(json "$1")" "$([ -n "${3-}" ] && json "$3" || printf null)" "$(json "$2")"
  case $1 in promoted | already) exit 0 ;; *) exit 1 ;; esac
}

incident='' token='' node='' timeline='' timeoutSeconds=''
for argument in "$@"; do
  case $argument in
    incident=* | token=* | node=* | timeline=* | timeoutSeconds=*) printf -v "${argument%%=*}" '%s' "${argument#*=}" ;;
    *) report refused "unknown argument $argument; required incident=, token=, node=, timeline=, timeoutSeconds=" ;;
  esac
done
[[ $incident =~ ^[A-Za-z0-9._:-]+$ ]] || report refused "incident is \"$incident\"; required letters, digits and . _ : -"
for name in token timeline timeoutSeconds; do
  [[ ${!name} =~ ^[0-9]{1,9}$ ]] || [[ $name = token && ${!name} =~ ^[0-9]{1,18}$ ]] || report refused "$name is \"${!name}\"; required a whole number"
done

mkdir -p "$STATE" || report failed "cannot create $STATE"
exec 9>"$STATE/lock"
flock --wait 5 9 || report refused "another host program holds $STATE/lock for more than 5 s"

# Late is refused; so is promoting a node that this very incident fenced. A fence of an older incident is lifted by the promotion.
seenToken=$(cat "$STATE/token" 2>/dev/null || echo 0)
[ "$token" -ge "$seenToken" ] || report refused "token $token is older than $seenToken, which this host has already seen"
fenceToken=$(sed -n 's/.*token=\([0-9]*\).*/\1/p' "$STATE/fence" 2>/dev/null)
[ "$token" -gt "${fenceToken:--1}" ] || report refused "this host is fenced ($(head -n 1 "$STATE/fence"))"

conf() { sed -n "s/^$1=//p" "$CONFIG/start-guard.conf" 2>/dev/null; }
unit=$(conf unit)
[ -n "$unit" ] || report refused "$CONFIG/start-guard.conf names no unit; required the start guard of this host (install-start-guard)"
[ "$node" = "$(conf node)" ] || report refused "this host is $(conf node); required $node"
main=$(systemctl show --property=MainPID --value "$unit" 2>/dev/null)
[ "${main:-0}" != 0 ] || report refused "unit $unit has no running server"
{ data=$(readlink "/proc/$main/cwd") && programs=$(dirname "$(readlink "/proc/$main/exe")"); } || report refused "cannot look at process $main of $unit"
owner=$(stat -c %U "/proc/$main")

controldata() { LC_ALL=C "$programs/pg_controldata" -D "$data" | sed -n "s/^$1: *//p"; }
# The checkpoint may lag behind the stream; the history file of a followed timeline is there before its first record is replayed.
newest_timeline() {
  { controldata "Latest checkpoint's TimeLineID"; controldata "Min recovery ending loc's timeline"; histories; } | sort -n | tail -n 1
}
histories() {
  local file
  for file in "$data"/pg_wal/????????.history; do
    [ -e "$file" ] && printf '%d\n' "0x$(basename "$file" .history)"
  done
}

# What the old primary wrote from here on, nobody else has. Lines of a history file: parent timeline, LSN where it was left, reason.
forked_at() {
  sed -n "s|^${timeline}[[:space:]]*\([0-9A-F]*/[0-9A-F]*\)[[:space:]].*|\1|p" "$data/pg_wal/$(printf '%08X' $((timeline + 1))).history" 2>/dev/null | tail -n 1
}

state=$(controldata 'Database cluster state')
newest=$(newest_timeline)
lift_fence() {
  [ -z "$fenceToken" ] || mv "$STATE/fence" "$STATE/fence-lifted-by-$token" ||
    report failed "$node is primary, but the fence of an older incident could not be lifted: its next start would be refused"
}
if [ "$state" = 'in production' ]; then
  if [ "$newest" = $((timeline + 1)) ]; then lift_fence && report already "$node is primary on timeline $newest" "$(forked_at)"; fi
  report refused "$node is primary on timeline $newest; required a standby on timeline $timeline"
fi
[ "$state" = 'in archive recovery' ] || report refused "$node is \"$state\"; required a standby in archive recovery"
[ "$newest" = "$timeline" ] || report refused "$node is on timeline $newest; required timeline $timeline"

{ printf '%s\n' "$token" >"$STATE/token.new" && mv "$STATE/token.new" "$STATE/token"; } || report refused "cannot write $STATE/token"
patience=$((timeoutSeconds > MARGIN + 1 ? timeoutSeconds - MARGIN : 1))
promote=("$programs/pg_ctl" promote -D "$data" -w -t "$patience")
# pg_ctl refuses to run as root, and only the server's own user may signal it otherwise.
if [ "$(id -un)" != "$owner" ]; then promote=(runuser -u "$owner" -- "${promote[@]}"); fi
(cd / && exec "${promote[@]}" 9>&-) >&2
status=$?

state=$(controldata 'Database cluster state')
[ "$state" = 'in production' ] || report failed "pg_ctl promote ended with $status after at most $patience s and $node is \"$state\"; it may still finish"
lift_fence
newest=$(newest_timeline)
[ "$newest" = $((timeline + 1)) ] || report failed "$node is in production on timeline $newest; required timeline $((timeline + 1))"
report promoted "$node is in production on timeline $newest (incident $incident)" "$(forked_at)"
