/*
 * The selected clip: what it is, and what makes another clip of the same length sound in the same place.
 * A marker's unit is the second in an unwarped clip and the beat in a warped one; stems are as long as their source file,
 * so the same numbers fit.
 */
var LONG_FILE_SECONDS = 90;
/** a file of so many clips and more is long for one */
var LONG_FILE_CLIPS = 4;

function property(api, name) {
  var value = api.get(name);
  return value instanceof Array ? value[0] : value;
}

function exists(api) {
  return Number(api.id) !== 0;
}

/** Throws a sentence for people. */
function selectedClip() {
  var clip = new LiveAPI('live_set view detail_clip');
  if (!exists(clip)) clip = new LiveAPI('live_set view highlighted_clip_slot clip');
  if (!exists(clip)) throw new Error('Select an audio clip first (a range is not a clip).');
  if (!Number(property(clip, 'is_audio_clip'))) {
    throw new Error('That is a MIDI clip. Select an audio clip.');
  }
  var file = String(property(clip, 'file_path') || '');
  if (file === '') throw new Error('The clip’s file is offline. Locate it in Live first.');
  return {
    id: clip.id,
    file: file,
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

/** The whole file is separated: what to say where most of it is not heard, or ''. */
function fileHint(clip) {
  var from = clip.loopStart;
  var to = clip.loopEnd;
  if (clip.warping && clip.warpMarkers.length > 1) {
    from = secondAt(clip.warpMarkers, from);
    to = secondAt(clip.warpMarkers, to);
  }
  var long =
    clip.fileSeconds > LONG_FILE_SECONDS && clip.fileSeconds > LONG_FILE_CLIPS * (to - from);
  if (!long) return '';
  var minutes = Math.round(clip.fileSeconds / 60);
  return (
    'All ' +
    minutes +
    ' min of the clip’s file take their time. To wait less, consolidate the clip first.'
  );
}

/** Live warps what it imports as it likes. Says whether the clip now has the timing of the other. */
function dressClip(clip, like) {
  clip.set('warping', like.warping);
  if (like.warping) clip.set('warp_mode', like.warpMode);
  var timed = !like.warping || copyWarp(clip, like);
  setEdges(clip, like);
  if (like.gain !== undefined) {
    clip.set('gain', like.gain);
    clip.set('pitch_coarse', like.pitchCoarse);
    clip.set('pitch_fine', like.pitchFine);
  }
  clip.set('color', like.colour);
  return timed;
}

/** Live takes a start marker only while the clip loops; the edges of a clip that does not are its loop's. */
function setEdges(clip, edges) {
  clip.set('looping', 1);
  setStretch(clip, 'loop_start', edges.loopStart, 'loop_end', edges.loopEnd);
  setStretch(clip, 'start_marker', edges.startMarker, 'end_marker', edges.endMarker);
  if (edges.looping) return;
  clip.set('looping', 0);
  setStretch(clip, 'loop_start', edges.loopStart, 'loop_end', edges.loopEnd);
}

/** Live refuses an end before the start: whichever way the stretch moves, one of the two ends is taken. */
function setStretch(clip, startName, start, endName, end) {
  clip.set(endName, end);
  clip.set(startName, start);
  clip.set(endName, end);
}
