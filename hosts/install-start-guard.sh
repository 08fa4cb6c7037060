#!/usr/bin/env bash
# Installs the start guard on a database host: the program, its configuration and a systemd drop-in that runs it before PostgreSQL starts.
#
# Arguments (name=value): node, address, writer, unit, port.
# Prints one JSON line last: outcome installed | unchanged | refused | failed. Safe to run again; it changes only what differs.
# The start guard's text below is that of start-guard.sh, so that this program is complete by itself.
set -uo pipefail

STATE=${REPRISE_STATE_DIRECTORY:-/var/lib/reprise}
CONFIG=${REPRISE_CONFIG_DIRECTORY:-/etc/reprise}
PROGRAMS=${REPRISE_PROGRAM_DIRECTORY:-/usr/local/lib/reprise}
SYSTEMD=${REPRISE_SYSTEMD_DIRECTORY:-/etc/systemd/system}

json() { local text=${1//\\/\\\\}; text=${text//\"/\\\"}; printf '"%s"' "${text//[[:cntrl:]]/ }"; }
report() { # outcome, what was seen
  printf '{"program":"install-start-guard","outcome":%s,"seen":%s}\n' "$(json "$1")" "$(json "$2")"
  case $1 in installed | unchanged) exit 0 ;; *) exit 1 ;; esac
}

node='' address='' writer='' unit='' port=''
for argument in "$@"; do
  case $argument in
    node=* | address=* | writer=* | unit=* | port=*) printf -v "${argument%%=*}" '%s' "${argument#*=}" ;;
    *) report refused "unknown argument $argument; required node=, address=, writer=, unit=, port=" ;;
  esac
done
[[ $node =~ ^[a-z0-9-]+$ ]] || report refused "node is \"$node\"; required a node id of the plan"
[[ $address =~ ^[0-9]{1,3}(\.[0-9]{1,3}){3}$ ]] || report refused "address is \"$address\"; required an IPv4 address"
[[ $writer =~ ^[a-z0-9.-]+$ ]] || report refused "writer is \"$writer\"; required a host name"
[[ $unit =~ ^[A-Za-z0-9@._-]+$ ]] || report refused "unit is \"$unit\"; required a systemd unit name"
[[ $port =~ ^[0-9]{1,5}$ ]] || report refused "port is \"$port\"; required a port number"

# The running server knows its data directory best; then what an earlier run noted; then how Debian and others name it.
data_directory() {
  local main version cluster
  main=$(systemctl show --property=MainPID --value "$unit" 2>/dev/null)
  if [ -n "$main" ] && [ "$main" != 0 ]; then readlink "/proc/$main/cwd" && return; fi
  sed -n 's/^data=//p' "$CONFIG/start-guard.conf" 2>/dev/null | grep . && return
  if [[ $unit =~ ^postgresql@([0-9]+)-([A-Za-z0-9_.]+)\.service$ ]]; then
    version=${BASH_REMATCH[1]} cluster=${BASH_REMATCH[2]}
    sed -n "s/^[[:space:]]*data_directory[[:space:]]*=[[:space:]]*'\([^']*\)'.*/\1/p" "/etc/postgresql/$version/$cluster/postgresql.conf" 2>/dev/null | grep . && return
  fi
  systemctl show --property=Environment --value "$unit" 2>/dev/null | tr ' ' '\n' | sed -n 's/^PGDATA=//p' | grep .
}
# As /proc shows a working directory: without symbolic links.
data=$(data_directory) && data=$(readlink -f "$data") || data=''

changed=()
place() { # file, mode; content on stdin; replaces the file in one step and only when it differs
  local new="$1.new"
  mkdir -p "$(dirname "$1")" && cat >"$new" && chmod "$2" "$new" || return 1
  if cmp -s "$new" "$1"; then rm -f "$new"; else mv "$new" "$1" && changed+=("$1"); fi
}

# Readable by everybody: the unit may run the guard as its own user.
{ mkdir -p "$STATE" && chmod 0755 "$STATE"; } || report failed "cannot create $STATE"
place "$SYSTEMD/$unit.d/reprise-start-guard.conf" 0644 <<DROP_IN || report failed "cannot write the drop-in of $unit"
[Unit]
Wants=network-online.target
After=network-online.target
[Service]
ExecStartPre=$PROGRAMS/start-guard
DROP_IN
place "$PROGRAMS/start-guard" 0755 <<'START_GUARD' || report failed "cannot write $PROGRAMS/start-guard"
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
START_GUARD

guarded() { [[ $(systemctl show --property=ExecStartPre --value "$unit" 2>/dev/null) == *"path=$PROGRAMS/start-guard ;"*ignore_errors=no* ]]; }
if [ "${#changed[@]}" -gt 0 ] || ! guarded; then systemctl daemon-reload >&2 || report failed "systemctl daemon-reload failed; the guard of $unit is not in force"; fi
guarded || report failed "systemd does not run $PROGRAMS/start-guard before $unit starts; the guard is not in force"
# Last: the fence believes in a guard only where this file says so.
place "$CONFIG/start-guard.conf" 0644 <<CONFIGURATION || report failed "cannot write $CONFIG/start-guard.conf"
node=$node
address=$address
writer=$writer
unit=$unit
port=$port
data=$data
CONFIGURATION
[ -n "$data" ] || report failed "the guard of $unit is in force, but the data directory is unknown: a start as standby is judged like one as primary; start the server once and run this again"
[ "${#changed[@]}" -gt 0 ] || report unchanged "the guard of $unit is in force, data directory $data"
report installed "the guard of $unit is in force, data directory $data, changed: ${changed[*]}"
