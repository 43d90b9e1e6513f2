#!/bin/bash
# Do pre-separated mixtures help? The same network with the same budget, trained four times:
#
#   true        a few songs with true stems
#   hidden      the same, and half of the crops from other songs (other sounds, other compositions), with their true stems: what no separation can exceed
#   separated   the same, but those songs are known as mixtures only: a model separated them, and their stems count by its confidence
#   unweighted  as `separated`, but its stems count as much as true ones
#
#   SONGS=songs.npz SOUNDS=sounds WORK=folder [REAL=folder] [STEPS=400] [ARMS="true separated ..."] bash experiments/pre_separated.sh
#
# SONGS and SOUNDS are made as README.md says; REAL holds recordings TRACK/{bass,drums,guitar,piano}.flac to validate on besides rendered songs. Called
# again, it goes on where it stopped. One thread trains; STEMWRIGHT is the command that separates (npm run build; "node dist/src/main.js"). The table is in WORK/table.md.
set -euo pipefail
PYTHONPATH=$(cd "$(dirname "$0")/.." && pwd)
export PYTHONPATH
: "${SONGS:?}" "${SOUNDS:?}" "${WORK:?}"
python=${PYTHON:-python3} stemwright=${STEMWRIGHT:-stemwright} steps=${STEPS:-400} size=${SIZE:-tiny} arms=${ARMS:-true hidden separated unweighted}
# no recordings are shared between the two, nor with validation
few=(timgm6mb csound a320u strings-a varibreaks)
others=(musescore-general fluidr3mono freepats strings-b black-pearl forzee millo sonic-pi)
mkdir -p "$WORK"

render() {      # shelf, seed, performances, then more arguments
    "$python" -m stemwright_kit.render --songs "$SONGS" --sounds "$SOUNDS" --shelf "$WORK/$1" --seed "$2" --hours "$(awk -v n="$3" 'BEGIN {print n / 90}')" \
        --workers "${WORKERS:-1}" "${@:4}"
}
as_recordings() {      # shelf, folder, then more arguments
    [ -e "$WORK/$2.done" ] || { "$python" -m stemwright_kit.recordings.from_shelf --shelf "$WORK/$1" --out "$WORK/$2" "${@:3}" && touch "$WORK/$2.done"; }
}
separate() {
    # shellcheck disable=SC2086
    $stemwright separate --as-dataset "$WORK/separated" ${SEPARATE_OPTIONS:-} "$WORK/mixtures"
}
train() {      # run, then datasets and more arguments
    OMP_NUM_THREADS=1 "$python" -m stemwright_kit.training --out "$WORK/runs/$1" --resume "$WORK/runs/$1" --size "$size" --steps "$steps" --device cpu --from-noise 1 \
        --batch 4 --crop 20480 --rate 2e-3 --warm-up 40 --average 0.98 --hours 2 --first-hours 2 --plays 1000 --readers 1 --validation-shelf "$WORK/validation" ${REAL:+--validation-chunks "$REAL"} \
        --validate-every 100000 "${@:2}"
}

render true-shelf 21 "${TRUE_SONGS:-4}" --only "${few[@]}"
render other-shelf 22 "${OTHER_SONGS:-4}" --only "${others[@]}"
render validation 23 24 --split validation
as_recordings true-shelf true
as_recordings other-shelf hidden
as_recordings other-shelf mixtures --mixtures

for arm in $arms; do
    case $arm in
        true) train true --dataset "$WORK/true" ;;
        hidden) train hidden --dataset "$WORK/true" "$WORK/hidden" --shares 1 1 ;;
        separated) separate && train separated --dataset "$WORK/true" "$WORK/separated" --shares 1 1 ;;
        unweighted) separate && train unweighted --dataset "$WORK/true" "$WORK/separated" --shares 1 1 --trust-all ;;
        *) echo "no arm is called $arm" >&2; exit 2 ;;
    esac
    "$python" -m stemwright_kit.training.score_table "$WORK"/runs/*/ | tee "$WORK/table.md"
done
