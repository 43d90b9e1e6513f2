/*
 * Whether the stems have the clip's timing. Live does some of what it is told only when the script's call has ended: this looks a
 * moment later, puts right what it can, looks again, and says what is left.
 */
var SETTLE_MS = 200;
var TIMING_PASSES = 3;
/** of a clip's edges, in its markers' unit */
var SAME_EDGE = 1e-4;
var MOVED = 'Live changed the stems’ timing: compare edges and warp markers with the clip’s.';
var CHANGED = 'The clip was changed meanwhile: the stems play what it played before.';

/** @param placed [{id, within: the clip as it should be, edges, endTime}] */
function checkTiming(placed, passes) {
  later(SETTLE_MS, function () {
    var off = placed.filter(isOff);
    if (off.length === 0) return;
    if (passes <= 1) {
      show('problem', MOVED);
      return;
    }
    off.forEach(putRight);
    checkTiming(off, passes - 1);
  });
}

/** What was deleted meanwhile was meant to be. */
function isOff(entry) {
  var clip = new LiveAPI('id ' + entry.id);
  if (!exists(clip)) return false;
  var now = readClip(clip);
  if (now.warping !== entry.within.warping) return true;
  if (now.warping && !sameWarp(now.warpMarkers, entry.within)) return true;
  if (!sameEdge(now.loopStart, entry.edges.loopStart)) return true;
  if (!sameEdge(now.loopEnd, entry.edges.loopEnd)) return true;
  if (now.looping && !sameEdge(now.startMarker, entry.edges.startMarker)) return true;
  if (!now.inArrangement || entry.endTime === undefined) return false;
  return Math.abs(now.endTime - entry.endTime) >= SAME_BEAT;
}

function sameEdge(is, wanted) {
  return Math.abs(is - wanted) < SAME_EDGE;
}

function putRight(entry) {
  var clip = new LiveAPI('id ' + entry.id);
  setProperty(clip, 'warping', entry.within.warping);
  if (entry.within.warping) copyWarp(clip, entry.within);
  var edges = {};
  for (var name in entry.edges) edges[name] = entry.edges[name];
  edges.looping = entry.within.looping;
  setEdges(clip, edges);
}
