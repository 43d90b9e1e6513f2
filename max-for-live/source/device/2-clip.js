/*
 * The selected clip: what it is, and what makes another clip of the same length sound in the same place.
 * A marker's unit is the second in an unwarped clip and the beat in a warped one; stems are as long as their source file,
 * so the same numbers fit.
 */
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
    name: String(property(clip, 'name')),
    colour: Number(property(clip, 'color')),
    inArrangement: Number(property(clip, 'is_arrangement_clip')) === 1,
    startTime: Number(property(clip, 'start_time')),
    warping: Number(property(clip, 'warping')),
    warpMode: Number(property(clip, 'warp_mode')),
    warpMarkers: String(property(clip, 'warp_markers')),
    looping: Number(property(clip, 'looping')),
    loopStart: Number(property(clip, 'loop_start')),
    loopEnd: Number(property(clip, 'loop_end')),
    startMarker: Number(property(clip, 'start_marker')),
    endMarker: Number(property(clip, 'end_marker')),
  };
}

/** Live warps what it imports as it likes, and takes a start marker only while the clip loops. */
function dressClip(clip, like) {
  clip.set('warping', like.warping);
  if (like.warping) clip.set('warp_mode', like.warpMode);
  clip.set('looping', 1);
  clip.set('loop_start', like.loopStart);
  clip.set('loop_end', like.loopEnd);
  clip.set('start_marker', like.startMarker);
  clip.set('end_marker', like.endMarker);
  clip.set('looping', like.looping);
  clip.set('color', like.colour);
}

/** Warp markers cannot be written: a warped stem may have got others than its source. */
function sameTiming(clip, like) {
  return !like.warping || String(property(clip, 'warp_markers')) === like.warpMarkers;
}
