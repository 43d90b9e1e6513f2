/*
 * Which part of the clip's file a job works on: what the clip plays, and some seconds on both sides, for the model to hear and for
 * edges to be moved; or the whole file, where that is no longer, or wanted. The part begins and ends on whole seconds, which are whole
 * frames at every rate: stems lie to the frame where their clip plays. A stem's file then begins later than the clip's.
 */
var CONTEXT_SECONDS = 4;

/** @return {from, to} in seconds; undefined: the whole file */
function spanOf(clip) {
  if (settings.wholeFile || !(clip.fileSeconds > 0)) return undefined;
  var heard = heardBeatsOrSeconds(clip);
  var seconds = [heard.from, heard.to];
  if (clip.warping) {
    if (clip.warpMarkers.length < 2) return undefined;
    seconds = seconds.map(function (beat) {
      return secondAt(clip.warpMarkers, beat);
    });
  }
  var from = Math.max(0, Math.floor(seconds[0] - CONTEXT_SECONDS));
  var to = Math.ceil(seconds[1] + CONTEXT_SECONDS);
  if (!(to > from) || to - from >= clip.fileSeconds) return undefined;
  return { from: from, to: to };
}

/** In the unit of the clip's markers. A start behind the loop never comes back into it, and plays on. */
function heardBeatsOrSeconds(clip) {
  if (!clip.looping) {
    var plays = clip.loopEnd - clip.loopStart;
    if (clip.warping && clip.inArrangement) plays = clip.endTime - clip.startTime;
    return { from: clip.loopStart, to: clip.loopStart + plays };
  }
  return {
    from: Math.min(clip.loopStart, clip.startMarker),
    to: clip.startMarker >= clip.loopEnd ? Infinity : clip.loopEnd,
  };
}

/** As options of a request. */
function spanOptions(span) {
  return span ? ['from', span.from, 'to', span.to] : [];
}

/** The clip as it is in a stem's file, which holds this part of its own. */
function clipWithin(clip, span) {
  if (!span) return clip;
  var within = {};
  for (var key in clip) within[key] = clip[key];
  within.warpMarkers = clip.warpMarkers.map(function (marker) {
    return { beat_time: marker.beat_time, sample_time: marker.sample_time - span.from };
  });
  var toSecond = Math.min(span.to, clip.fileSeconds) - span.from;
  var last = clip.warping ? beatAt(within.warpMarkers, toSecond) : toSecond;
  var shift = clip.warping ? 0 : span.from;
  var most = Math.max(last, heardBeatsOrSeconds(clip).to - shift);
  ['loopStart', 'loopEnd', 'startMarker', 'endMarker'].forEach(function (edge) {
    // what is beyond is not heard, and not in the stem's file
    within[edge] = Math.min(clip[edge] - shift, most);
  });
  return within;
}

/** Whether all that a clip plays is in this part of its file. */
function spanHolds(span, clip) {
  if (!span) return true;
  var heard = heardBeatsOrSeconds(clip);
  var from = clip.warping ? secondAt(clip.warpMarkers, heard.from) : heard.from;
  var to = clip.warping ? secondAt(clip.warpMarkers, heard.to) : heard.to;
  return Math.max(0, from) >= span.from && Math.min(to, clip.fileSeconds) <= span.to;
}
