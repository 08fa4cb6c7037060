#!/usr/bin/env bash
# Restarts all tasks of a Docker Swarm service, so that none keeps a connection to an old primary. Runs on a swarm manager.
#
# Arguments (name=value): incident, token, service.
# It hands the restart to the swarm and does not wait until all tasks have converged: with the service's own update delay that takes minutes
# of the recovery time, and whether the application serves again is looked at from outside afterwards.
# Prints one JSON line last: outcome restarting | refused | failed | unknown (docker did not answer in time; the restart may still happen).
set -uo pipefail

STATE=${REPRISE_STATE_DIRECTORY:-/var/lib/reprise}
PATIENCE=6 # seconds docker may take to accept the restart

json() { local text=${1//\\/\\\\}; text=${text//\"/\\\"}; printf '"%s"' "${text//[[:cntrl:]]/ }"; }
report() { # outcome, what was seen
  printf '{"program":"restart-service","outcome":%s,"seen":%s}\n' "$(json "$1")" "$(json "$2")"
  [ "$1" = restarting ]
  exit
}

incident='' token='' service=''
for argument in "$@"; do
  case $argument in
    incident=* | token=* | service=*) printf -v "${argument%%=*}" '%s' "${argument#*=}" ;;
    *) report refused "unknown argument $argument; required incident=, token=, service=" ;;
  esac
done
[[ $incident =~ ^[A-Za-z0-9._:-]+$ ]] || report refused "incident is \"$incident\"; required letters, digits and . _ : -"
[[ $token =~ ^[0-9]{1,18}$ ]] || report refused "token is \"$token\"; required a whole number"
[[ $service =~ ^[a-z0-9][a-z0-9_.-]{0,62}$ ]] || report refused "service is \"$service\"; required a Docker service name"

mkdir -p "$STATE" || report failed "cannot create $STATE"
exec 9>"$STATE/lock"
flock --wait 5 9 || report refused "another host program holds $STATE/lock for more than 5 s"
seenToken=$(cat "$STATE/token" 2>/dev/null || echo 0)
[ "$token" -ge "$seenToken" ] || report refused "token $token is older than $seenToken, which this host has already seen"
{ printf '%s\n' "$token" >"$STATE/token.new" && mv "$STATE/token.new" "$STATE/token"; } || report failed "cannot write $STATE/token"
flock --unlock 9 # services restart side by side

found=$(timeout "$PATIENCE" docker service inspect --format '{{.Spec.Name}}' "$service" 2>&1)
case $? in
  0) [ "$found" = "$service" ] || report refused "docker calls it \"$found\"; required the full name $service" ;;
  124) report failed "docker did not answer within $PATIENCE s; nothing was restarted" ;;
  *) report refused "docker does not know $service: $found" ;;
esac
answer=$(timeout "$PATIENCE" docker service update --force --detach --quiet "$service" 2>&1)
case $? in
  0) report restarting "the swarm restarts the tasks of $service" ;;
  124) report unknown "docker did not answer within $PATIENCE s; $service may still be restarted" ;;
  *) report failed "docker did not restart $service: $answer" ;;
esac
