#!/usr/bin/env bash
# Keeps what only this fenced host's disk holds: copies the WAL from the fork on, then decodes it. Reads the data directory, never writes into it.
#
# Arguments (name=value): incident, token, node, timeline (the one that was left), from (LSN where the promoted node left it), timeoutSeconds.
# Prints one JSON line last, at most 20,000 characters: outcome decoded | nothing-diverged | refused | failed; "gaps" says what was left out.
# Refused unless this host is fenced and no server runs: a data directory that is written to is no evidence. Safe to run again: what is
# kept already is not copied twice, and more time fills the gaps.
set -uo pipefail

STATE=${REPRISE_STATE_DIRECTORY:-/var/lib/reprise}
CONFIG=${REPRISE_CONFIG_DIRECTORY:-/etc/reprise}
MARGIN=5                    # seconds left for the report, before the sender of this command stops waiting
MOST_KEPT=$((1 << 30))      # bytes of WAL; the rest stays where it is
STAYS_FREE=$((1 << 30))     # bytes: a full file system would stop the agent and the next host program
MOST_XIDS=100
MOST_RELATIONS=150

json() { local text=${1//\\/\\\\}; text=${text//\"/\\\"}; printf '"%s"' "${text//[[:cntrl:]]/ }"; }
report() { # outcome, what was seen
  printf '{"program":"keep-divergence","outcome":%s,"seen":%s}\n' "$(json "$1")" "$(json "${2:0:1000}")"
  exit 1
}

incident='' token='' node='' timeline='' from='' timeoutSeconds=''
for argument in "$@"; do
  case $argument in
    incident=* | token=* | node=* | timeline=* | from=* | timeoutSeconds=*) printf -v "${argument%%=*}" '%s' "${argument#*=}" ;;
    *) report refused "unknown argument $argument; required incident=, token=, node=, timeline=, from=, timeoutSeconds=" ;;
  esac
done
[[ $incident =~ ^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}$ ]] || report refused "incident is \"$incident\"; required letters, digits and . _ : -"
[[ $token =~ ^[0-9]{1,18}$ ]] || report refused "token is \"$token\"; required a whole number"
[[ $node =~ ^[a-z0-9-]+$ ]] || report refused "node is \"$node\"; required a node id of the plan"
[[ $timeline =~ ^[1-9][0-9]{0,8}$ ]] || report refused "timeline is \"$timeline\"; required a timeline"
[[ $from =~ ^[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}$ ]] || report refused "from is \"$from\"; required an LSN like 0/16D68D0"
[[ $timeoutSeconds =~ ^[0-9]{1,4}$ ]] || report refused "timeoutSeconds is \"$timeoutSeconds\"; required a whole number"

mkdir -p "$STATE" || report failed "cannot create $STATE"
exec 9>"$STATE/lock"
flock --wait 5 9 || report refused "another host program holds $STATE/lock for more than 5 s"
seenToken=$(cat "$STATE/token" 2>/dev/null || echo 0)
[ "$token" -ge "$seenToken" ] || report refused "token $token is older than $seenToken, which this host has already seen"

conf() { sed -n "s/^$1=//p" "$CONFIG/start-guard.conf" 2>/dev/null; }
[ "$node" = "$(conf node)" ] || report refused "this host is $(conf node); required $node"
data=$(readlink -f "$(conf data)")
[ -r "$data/PG_VERSION" ] || report refused "$CONFIG/start-guard.conf leads to no data directory; run install-start-guard again"
wal=$data/pg_wal

# Every process of a PostgreSQL server works in its data directory, also of one that somebody started by hand.
servers() {
  local link folder
  while read -r link folder; do
    [ "$folder" = "$data" ] || continue
    case $(readlink "${link%/cwd}/exe" 2>/dev/null) in */postgres | */postgres\ *) link=${link#/proc/} && printf '%s\n' "${link%/cwd}" ;; esac
  done < <(find /proc/[0-9]*/cwd -maxdepth 0 -printf '%p %l\n' 2>/dev/null)
}
require_still() { # when
  [ -e "$STATE/fence" ] || report refused "$1 $node is not fenced; required the fence file in $STATE"
  [ ! -e "$data/standby.signal" ] || report refused "$1 $node is set up as a standby ($data/standby.signal): its old WAL may be gone"
  local running
  running=$(servers | paste -sd ' ' -)
  [ -z "$running" ] || report refused "$1 a server works in $data (processes $running); required none"
}
require_still 'before anything was read,'

version=$(head -n 1 "$data/PG_VERSION")
programs=''
for folder in "$(pg_config --bindir 2>/dev/null)" "/usr/lib/postgresql/$version/bin" "/usr/pgsql-$version/bin" "/opt/postgresql/$version/bin" \
  "/usr/libexec/postgresql$version" /usr/local/pgsql/bin /usr/bin; do
  if [ -x "$folder/pg_waldump" ] && [ -x "$folder/pg_controldata" ] && [[ "$("$folder/pg_waldump" --version) " =~ \(PostgreSQL\)\ ${version}[^0-9] ]]; then
    programs=$folder
    break
  fi
done
[ -n "$programs" ] ||
  report failed "no pg_waldump of PostgreSQL $version on this host; install its server package (Debian and Ubuntu: apt-get install postgresql-$version) and run this again"

control=$(LC_ALL=C "$programs/pg_controldata" -D "$data" 2>&1) || report failed "pg_controldata: $control"
controldata() { sed -n "s/^$1: *//p" <<<"$control"; }
size=$(controldata 'Bytes per WAL segment')
checkpoint=$(controldata 'Latest checkpoint location')
newest=$(controldata "Latest checkpoint's TimeLineID")
[[ $size =~ ^[1-9][0-9]*$ && $newest =~ ^[0-9]+$ && $checkpoint =~ ^[0-9A-F]+/[0-9A-F]+$ ]] || report failed "pg_controldata names no segment size, checkpoint or timeline"
[ "$newest" -le "$timeline" ] || report refused "$node is on timeline $newest; required timeline $timeline or an older one: its old WAL may be gone"

number_of() { printf '%d' $((16#${1%/*} << 32 | 16#${1#*/})); }
lsn_of() { printf '%X/%X' $(($1 >> 32)) $(($1 & 0xFFFFFFFF)); }
fork=$(number_of "$from")
segments_in_4_gib=$(((1 << 32) / size))
file_of() { printf '%08X%08X%08X' "$timeline" $(($1 / segments_in_4_gib)) $(($1 % segments_in_4_gib)); }
# A file that was recycled for later use has its future name already: only the address on its first page says what it holds.
holds() {
  local file
  file="$wal/$(file_of "$1")"
  [ "$(stat -c %s "$file" 2>/dev/null)" = "$size" ] && [ "$(od -An -tu8 -j8 -N8 "$file" | tr -d ' ')" = $(($1 * size)) ]
}

gaps=() whole=true # whole: all the WAL from the fork on was there, so the number of commits is no least
first=$((fork / size)) start=(--start="$from")
if ! holds "$first"; then
  for file in "$wal/$(printf '%08X' "$timeline")"????????????????; do
    name=${file##*/}
    number=$((16#${name:8:8} * segments_in_4_gib + 16#${name:16:8}))
    if [ "$number" -gt "$first" ] && holds "$number"; then
      gaps+=("WAL from $from to $(lsn_of $((number * size))) is not in pg_wal any more")
      first=$number start=() whole=false
      break
    fi
  done
fi
last=$((first - 1))
while holds $((last + 1)); do last=$((last + 1)); done
segments=$((last - first + 1))

kept=$STATE/evidence/$incident
umask 077 # WAL is data
mkdir -p "$kept" || report failed "cannot create $kept"
finish() { # outcome, what was seen
  require_still 'while it was read,'
  local line
  line=$(printf '{"program":"keep-divergence","outcome":%s,"seen":%s,"timeline":%d,"from":%s,"to":%s,"bytes":%d,"records":%d,"commits":%d,"whole":%s,"firstCommitAt":%s,"lastCommitAt":%s,"xids":[%s],"relations":[%s],"ended":%s,"keptAt":%s,"keptSegments":%d,"gaps":[%s]}' \
    "$(json "$1")" "$(json "${2:0:1000}")" "$timeline" "$(json "$from")" "$(json "$to")" "$bytes" "$records" "$commits" "$whole" \
    "${firstCommit:-null}" "${lastCommit:-null}" "$xids" "$relations" "$(json "${ended:0:300}")" "$(json "$kept")" "$keptSegments" \
    "$(for gap in "${gaps[@]}"; do json "${gap:0:300}" && printf ','; done | sed 's/,$//')")
  printf '%s\n' "$line" >"$kept/report.json" || report failed "cannot write $kept/report.json"
  printf '%s\n' "$line"
  exit 0
}
to='' bytes=0 records=0 commits=0 firstCommit='' lastCommit='' xids='' relations='' ended='' keptSegments=0

# 1. Copy: what is decoded can be decoded again from the copy, by anybody, also when the data directory was rewound.
copy() {
  cmp -s "$1" "$kept/${1##*/}" && return
  cp "$1" "$kept/copy.new" && mv "$kept/copy.new" "$kept/${1##*/}"
}
seconds=$((timeoutSeconds > MARGIN + 1 ? timeoutSeconds - MARGIN : 1))
copy "$data/global/pg_control" || report failed "cannot copy pg_control to $kept"
for file in "$wal"/????????.history; do
  [ -e "$file" ] && { copy "$file" || report failed "cannot copy $file to $kept"; }
done
for ((number = first; number <= last; number++)); do
  why=''
  [ "$SECONDS" -lt $(((seconds + 3) / 4)) ] || why='a quarter of the time was used'
  [ $(((keptSegments + 1) * size)) -le $MOST_KEPT ] || [ "$keptSegments" = 0 ] || why="$MOST_KEPT bytes are kept"
  free=$(df --output=avail -B1 "$kept" | tail -n 1)
  [ "$free" -ge $((STAYS_FREE + size)) ] || [ -e "$kept/$(file_of "$number")" ] || why="its file system has $free bytes left; required $((STAYS_FREE + size))"
  [ -n "$why" ] || copy "$wal/$(file_of "$number")" || why='the copy failed'
  if [ -n "$why" ]; then
    rm -f "$kept/copy.new"
    gaps+=("$((last - number + 1)) of $segments segments, from $(file_of "$number") on, are not in $kept: $why")
    break
  fi
  keptSegments=$((keptSegments + 1))
done

# 2. Count: extent and commits of the whole, which is quick.
dump() { # until which second, options
  local left=$(($1 - SECONDS))
  shift
  LC_ALL=C TZ=UTC timeout $((left > 1 ? left : 1)) "$programs/pg_waldump" --path="$wal" "${start[@]}" "$@" "$(file_of "$first")" "$(file_of "$last")"
}
checkpoint_beyond() { [ "$newest" = "$timeline" ] && [ "$(number_of "$checkpoint")" -ge "$1" ]; }
nothing() { # why
  checkpoint_beyond "$fork" && report failed "nothing can be decoded from $from on ($1), but the last checkpoint is at $checkpoint: WAL is missing or damaged"
  ended=$1 to=$from
  finish nothing-diverged "timeline $timeline ends on $node at or before $from: $1"
}
if [ "$segments" = 0 ]; then
  holds $((first - 1)) || report failed "pg_wal holds no segment of timeline $timeline at or after $(file_of "$first"), nor the one before it"
  nothing "there is no segment $(file_of "$first")"
fi
statistics=$(dump $((seconds * 3 / 4)) --stats=record 2>"$kept/pg_waldump.errors")
status=$?
ended=$(sed -n 's/^pg_waldump: error: //p' "$kept/pg_waldump.errors" | tail -n 1)
counted=true
[ "$status" != 124 ] || counted=false
case $ended in 'could not find a valid record after '*) nothing "$ended" ;; esac
if $counted; then
  to=$(sed -n 's/^WAL statistics between .* and \([0-9A-F]*\/[0-9A-F]*\):$/\1/p' <<<"$statistics")
  [ -n "$to" ] || report failed "pg_waldump ended with $status: ${ended:-it said nothing}"
  records=$(awk '$1 == "Total" { print $2 }' <<<"$statistics")
  commits=$(awk '$1 == "Transaction/COMMIT" || $1 == "Transaction/COMMIT_PREPARED" { n += $2 } END { print n + 0 }' <<<"$statistics")
  ended=${ended:-the last segment is full}
  if checkpoint_beyond "$(number_of "$to")"; then
    gaps+=("WAL can be decoded to $to only, but the last checkpoint is at $checkpoint: the rest is missing or damaged")
    whole=false
  fi
fi

# 3. Decode: when, who, what. What is printed is digits only, whatever a record carries as text.
details() {
  local status
  # A dump that is cut off ends within a line; the word behind it makes its half numbers none.
  { dump "$seconds" 2>/dev/null; status=$?; printf 'end\n'; (exit "$status"); } | awk '
    $1 != "rmgr:" { next }
    !match($0, /lsn: [0-9A-F]+\/[0-9A-F]+,/) { next }
    { at = substr($0, RSTART + 5, RLENGTH - 6); records++ }
    $2 == "Transaction" && match($0, /desc: COMMIT(_PREPARED [0-9]+:)? [0-9-]+ [0-9:.]+ UTC/) {
      time = substr($0, RSTART, RLENGTH - 4); sub(/^.*[A-Z:] /, "", time)
      if (first == "" || time < first) first = time
      if (time > last) last = time
      xid = $0; sub(/^.* tx: */, "", xid); sub(/,.*/, "", xid)
      if (xid ~ /^[0-9]+$/) print "xid", xid
    }
    $2 == "Storage" && match($0, /desc: CREATE [a-z_]+\/[A-Za-z0-9_\/]+/) {
      n = split(substr($0, RSTART + 13, RLENGTH - 13), part, "/"); sub(/_.*/, "", part[n])
      if (part[1] == "base") made["1663/" part[2] "/" part[3]] = 1
      if (part[1] == "global") made["1664/0/" part[2]] = 1
      if (part[1] == "pg_tblspc") made[part[2] "/" part[4] "/" part[5]] = 1
    }
    {
      n = split($0, part, ", blkref #")
      for (i = 2; i <= n; i++) {
        split(part[i], word, " ")
        if (word[3] !~ /^[0-9]+\/[0-9]+\/[0-9]+$/ || counted[word[3]] == NR) continue
        counted[word[3]] = NR; count[word[3]]++
      }
    }
    END {
      print "last", at
      print "records", records + 0
      if (first != "") print "times", first, last
      for (key in count) print "relation", key, count[key], (key in made) ? "true" : "false"
    }'
  return "${PIPESTATUS[0]}"
}
details >"$kept/details"
status=$?
if ! $counted; then
  to=$(sed -n 's/^last //p' "$kept/details")
  [[ $to = */* ]] || report failed "nothing of $segments segments could be decoded within $seconds s; what is copied is in $kept"
  to=$(lsn_of "$(number_of "$to")")
  records=$(sed -n 's/^records //p' "$kept/details") commits=$(grep -c '^xid ' "$kept/details") whole=false ended='the time was used up'
  gaps+=("the time did not suffice to count: WAL goes on after $to, up to segment $(file_of "$last")")
fi
bytes=$(($(number_of "$to") - (${#start[@]} ? fork : first * size)))
[ "$status" != 124 ] || ! $counted || gaps+=("commit times, transactions and relations are those up to $(sed -n 's/^last //p' "$kept/details"), not up to $to: the time was used up")
iso='s/^\([0-9-]*\) \([0-9:.]*\)$/"\1T\2Z"/p'
firstCommit=$(sed -n 's/^times \([^ ]* [^ ]*\) .*/\1/p' "$kept/details" | sed -n "$iso")
[ "$status" = 124 ] || lastCommit=$(sed -n 's/^times [^ ]* [^ ]* //p' "$kept/details" | sed -n "$iso")
xids=$(sed -n 's/^xid //p' "$kept/details" | head -n $MOST_XIDS | paste -sd , -)
relations=$(sed -n 's/^relation //p' "$kept/details" | sort -k2,2nr -k1,1 | head -n $MOST_RELATIONS |
  sed 's/^\(.*\) \(.*\) \(.*\)$/{"relation":"\1","records":\2,"createdAfterFork":\3}/' | paste -sd , -)
touched=$(grep -c '^relation ' "$kept/details")
[ "$touched" -le $MOST_RELATIONS ] || gaps+=("of $touched relations only the $MOST_RELATIONS with the most records are listed")
[ "$commits" -le $MOST_XIDS ] || gaps+=("of $commits transactions only the first $MOST_XIDS are listed")
rm -f "$kept/details" "$kept/pg_waldump.errors"
finish decoded "$commits commits in $bytes bytes of WAL of timeline $timeline, from $from to $to"
