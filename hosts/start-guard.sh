#!/usr/bin/env bash
# Runs before PostgreSQL starts (ExecStartPre of its unit) and refuses a read-write start that could make a second writer.
#
# Allowed: a start as standby, always; a read-write start when this host is not fenced and the writer record names this node.
# Refused: the host is fenced; the writer record names another node; the writer record cannot be looked up, because not knowing is no permission.
# A person who knows that no other node accepts writes may override the last one: write the reason into allow-primary-start in the
# state directory (printed below); the file counts for one hour. Lifting a fence or changing the writer record is a decision of its own.
# Prints one JSON line; exit status 0 = start, 1 = refused.
set -uo pipefail

STATE=${REPRISE_STATE_DIRECTORY:-/var/lib/reprise}
CONFIG=${REPRISE_CONFIG_DIRECTORY:-/etc/reprise}
# At boot the unit may be started before the name service answers; less than systemd's usual time-out of a start.
LOOKUP_SECONDS=${REPRISE_LOOKUP_SECONDS:-30}

json() { local text=${1//\\/\\\\}; text=${text//\"/\\\"}; printf '"%s"' "${text//[[:cntrl:]]/ }"; }
report() { # outcome, what was seen
  printf '{"program":"start-guard","outcome":%s,"seen":%s}\n' "$(json "$1")" "$(json "$2")"
  [ "$1" = allowed ]
  exit
}

node='' address='' writer='' data=''
while IFS='=' read -r name value; do
  case $name in node | address | writer | data) printf -v "$name" '%s' "$value" ;; esac
done <"$CONFIG/start-guard.conf" || report refused "cannot read $CONFIG/start-guard.conf; run install-start-guard again"

if [ -n "$data" ] && [ -e "$data/standby.signal" ]; then report allowed "$data/standby.signal is there: $node starts as standby"; fi
if [ -e "$STATE/fence" ]; then
  report refused "fenced ($(head -n 1 "$STATE/fence")); $node may start as standby; to let it be primary again, make sure that no other node is primary and remove $STATE/fence"
fi

while :; do
  addresses=$(timeout 5 getent ahostsv4 "$writer" | awk '{ print $1 }' | sort -u | paste -sd ' ' -)
  override=$(find "$STATE/allow-primary-start" -mmin -60 -size +0 2>/dev/null)
  { [ -z "$addresses$override" ] && [ "$SECONDS" -lt "$LOOKUP_SECONDS" ]; } || break
  sleep 1
done
if [ -z "$addresses" ]; then
  [ -z "$override" ] || report allowed "writer record $writer cannot be looked up; overridden: $(head -n 1 "$override")"
  report refused "writer record $writer cannot be looked up, so nobody knows whether another node is primary; when you know that none is: echo 'reason, your name' > $STATE/allow-primary-start (counts for one hour) and start again"
fi
case " $addresses " in
  *" $address "*) report allowed "writer record $writer names $node ($address)" ;;
esac
report refused "writer record $writer names $addresses, not $node ($address); start it as standby, or point the record at it first"
