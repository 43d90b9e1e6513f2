/*
 * The selected clip: what it is, and what makes another clip of the same length sound in the same place.
 * A marker's unit is the second in an unwarped clip and the beat in a warped one.
 */

/** Throws a sentence for people. */
function selectedClip() {
  var clip = new LiveAPI('live_set view detail_clip');
  if (!exists(clip)) clip = new LiveAPI('live_set view highlighted_clip_slot clip');
  if (!exists(clip)) throw new Error('Select an audio clip first (a range is not a clip).');
  if (!Number(property(clip, 'is_audio_clip'))) {
    throw new Error('That is a MIDI clip. Select an audio clip.');
  }
  var read = readClip(clip);
  if (read.file === '') throw new Error('The clip’s file is offline. Locate it in Live first.');
  return read;
}

function readClip(clip) {
  return {
    id: idOf(clip),
    file: String(property(clip, 'file_path') || ''),
    /** NaN where this version of Live does not tell */
    fileSeconds: Number(property(clip, 'sample_length')) / Number(property(clip, 'sample_rate')),
    name: String(property(clip, 'name')),
    colour: Number(property(clip, 'color')),
    inArrangement: Number(property(clip, 'is_arrangement_clip')) === 1,
    startTime: Number(property(clip, 'start_time')),
    endTime: Number(property(clip, 'end_time')),
    gain: Number(property(clip, 'gain')),
    pitchCoarse: Number(property(clip, 'pitch_coarse')),
    pitchFine: Number(property(clip, 'pitch_fine')),
    warping: Number(property(clip, 'warping')),
    warpMode: Number(property(clip, 'warp_mode')),
    warpMarkers: warpMarkers(clip),
    looping: Number(property(clip, 'looping')),
    loopStart: Number(property(clip, 'loop_start')),
    loopEnd: Number(property(clip, 'loop_end')),
    startMarker: Number(property(clip, 'start_marker')),
    endMarker: Number(property(clip, 'end_marker')),
  };
}

/** Live warps what it imports as it likes, and colours it as its track was. Whether it took all of this is looked at later (12-timing.js). */
function dressClip(clip, like) {
  setProperty(clip, 'warping', like.warping);
  if (like.warping) {
    setProperty(clip, 'warp_mode', like.warpMode);
    copyWarp(clip, like);
  }
  setEdges(clip, like);
  if (like.gain !== undefined) {
    setProperty(clip, 'gain', like.gain);
    setProperty(clip, 'pitch_coarse', like.pitchCoarse);
    setProperty(clip, 'pitch_fine', like.pitchFine);
  }
}

/** Live takes a start marker only while the clip loops; the edges of a clip that does not are its loop's. */
function setEdges(clip, edges) {
  setProperty(clip, 'looping', 1);
  setStretch(clip, 'loop_start', edges.loopStart, 'loop_end', edges.loopEnd);
  setStretch(clip, 'start_marker', edges.startMarker, 'end_marker', edges.endMarker);
  if (edges.looping) return;
  setProperty(clip, 'looping', 0);
  setStretch(clip, 'loop_start', edges.loopStart, 'loop_end', edges.loopEnd);
}

/** Live refuses an end before the start: whichever way the stretch moves, one of the two ends is taken. */
function setStretch(clip, startName, start, endName, end) {
  setProperty(clip, endName, end);
  setProperty(clip, startName, start);
  setProperty(clip, endName, end);
}
