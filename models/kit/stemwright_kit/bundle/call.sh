#!/bin/bash
# One call of a training on a bare GPU machine: unpack, render on all cores but two, train beside it, leave the result in $OUT.
#
#   call.sh first|next|last SIZE TOTAL_MINUTES [more arguments of stemwright_kit.training]
#
# first starts anew (or from weights in ../weights beside the bundle), next goes on, last goes on and ends the schedule, which has TOTAL_MINUTES of
# training over all calls. State is looked for in $WORK, which stays while the machine does, and in ../state beside the bundle; the furthest is taken.
# Set: OUT (results), MINUTES (this call, all in all, and some seconds at most), HOURS (audio on the shelf), WORKERS, WORK, SHELF, PYTHON.
# Exit codes: 0 done, 2 bad arguments, 3 the bundle cannot be unpacked, 4 nothing renders; otherwise the training's.
set -uo pipefail
start=$(date +%s)
case ${1-} in first | next | last) ;; *) set -- ;; esac
if [ $# -lt 3 ]; then
    echo 'call.sh first|next|last SIZE TOTAL_MINUTES [more arguments of stemwright_kit.training]' >&2
    exit 2
fi
phase=$1 size=$2 total=$3
shift 3
bundle=$(cd "$(dirname "$0")/../.." && pwd)
work=${WORK:-/tmp/stemwright-training}
OUT=${OUT:-$work/result}
python=${PYTHON:-python3}
minutes=${MINUTES:-9.2}
cores=$(nproc)
workers=${WORKERS:-$((cores > 3 ? cores - 2 : 1))}
export HOME=${HOME:-/tmp} PYTHONUNBUFFERED=1 TORCHINDUCTOR_CACHE_DIR=$work/inductor TRITON_CACHE_DIR=$work/triton
mkdir -p "$work" "$OUT"

kit=$work/kit
mkdir -p "$kit"
cp -ru "$bundle/." "$kit/"
cd "$kit" || exit 3
"$python" -c 'from stemwright_kit.bundle.unpack import unpack; unpack(".")' || exit 3

# the shelf is in memory where there is room: the renderer writes it at several hundred MB a minute
shelf=${SHELF:-$work/shelf}
free_kb=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)
if [ -z "${SHELF:-}" ] && [ "${free_kb:-0}" -gt 25000000 ]; then shelf=/dev/shm/stemwright-shelf; fi

# renderers in a session of their own; those of an earlier call are ended first
stop_renderers() {
    if [ -e "$work/renderers" ]; then kill -- "-$(cat "$work/renderers")" 2>/dev/null; fi
    rm -f "$work/renderers"
}
stop_renderers
OMP_NUM_THREADS=1 setsid bash -c 'echo $$ >"$0"; exec "$@"' "$work/renderers" \
    "$python" -m stemwright_kit.render --bundle . --shelf "$shelf" --endless --workers "$workers" --hours "${HOURS:-24}" --minutes "$minutes" --nice 0 \
    >"$work/render.log" 2>&1 &
trap stop_renderers EXIT
for _ in $(seq 300); do [ -e "$shelf/shelf.json" ] && break; sleep 0.2; done
[ -e "$shelf/shelf.json" ] || { cat "$work/render.log"; exit 4; }

resume=(--resume "$work/state" "$bundle/../state")
if [ "$phase" = first ]; then
    rm -rf "$work/state"
    resume=(--resume "$bundle/../weights")
fi
more=()
if [ "$phase" = last ]; then more+=(--last); fi
if [ -e chunks.npz ]; then more+=(--validation-chunks chunks.npz); fi
left=$(awk -v m="$minutes" -v s="$(($(date +%s) - start))" 'BEGIN {printf "%.3f", m - s / 60}')
"$python" -m stemwright_kit.training --minutes "$left" --total "$total" --size "$size" --shelf "$shelf" --out "$work/state" --copy "$OUT" \
    "${resume[@]}" "${more[@]}" "$@"
code=$?
tail -n 2 "$work/render.log"
cp "$work/render.log" "$OUT/"
ls -l "$OUT"
echo "$(($(date +%s) - start)) s in all"
exit $code
