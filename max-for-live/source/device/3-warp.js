/*
 * Warp markers: which second of a file is heard at which beat. A straight line joins neighbours, and the outer two lines
 * go on. The last marker is Live's own: it only gives the last line its slope and cannot be written.
 *
 * Live does not say whether it took a marker: what was written is read back.
 */
var SAME_MARKER = 1e-6;
/** half a frame at 48 kHz */
var SAME_SECONDS = 1e-5;
/** the first one keeps a marker of Live's, because a clip cannot be without; the second one need not */
var WARP_PASSES = 2;

/** [{beat_time, sample_time in seconds}], by time; [] for a clip that has none. */
function warpMarkers(clip) {
  try {
    return JSON.parse(String(property(clip, 'warp_markers'))).warp_markers || [];
  } catch (error) {
    return [];
  }
}

/** @param markers two or more */
function secondAt(markers, beat) {
  var at = 1;
  while (at < markers.length - 1 && markers[at].beat_time < beat) at += 1;
  var left = markers[at - 1];
  var right = markers[at];
  var slope = (right.sample_time - left.sample_time) / (right.beat_time - left.beat_time);
  return left.sample_time + slope * (beat - left.beat_time);
}

/** Lines that agree at the markers of both and at the clip's edges agree wherever the clip is heard. */
function sameWarp(markers, like) {
  if (markers.length < 2 || like.warpMarkers.length < 2) return false;
  var beats = [like.loopStart, like.loopEnd, like.startMarker, like.endMarker];
  markers.concat(like.warpMarkers).forEach(function (marker) {
    beats.push(marker.beat_time);
  });
  return beats.every(function (beat) {
    var difference = secondAt(markers, beat) - secondAt(like.warpMarkers, beat);
    return Math.abs(difference) <= SAME_SECONDS;
  });
}

/** The other clip's markers, and one more where the slope of Live's own last marker is heard. */
function writableMarkers(like) {
  var markers = like.warpMarkers.slice(0, -1);
  if (markers.length === 0) return [];
  var last = markers[markers.length - 1].beat_time;
  var beat = Math.max(last + 1, Math.ceil(Math.max(like.loopEnd, like.endMarker)));
  markers.push({ beat_time: beat, sample_time: secondAt(like.warpMarkers, beat) });
  return markers;
}

function among(markers, wanted) {
  return markers.some(function (marker) {
    return (
      Math.abs(marker.beat_time - wanted.beat_time) < SAME_MARKER &&
      Math.abs(marker.sample_time - wanted.sample_time) < SAME_MARKER
    );
  });
}

/** Gives a clip the warp markers of another. Says whether Live took them. */
function copyWarp(clip, like) {
  var wanted = writableMarkers(like);
  if (wanted.length === 0) return false;
  for (var pass = 0; pass < WARP_PASSES; pass++) {
    if (sameWarp(warpMarkers(clip), like)) return true;
    var there = warpMarkers(clip).slice(0, -1);
    var wrong = there.filter(function (marker) {
      return !among(wanted, marker);
    });
    if (wrong.length === there.length) wrong.shift();
    wrong.forEach(function (marker) {
      clip.call('remove_warp_marker', marker.beat_time);
    });
    wanted.forEach(function (marker) {
      if (!among(there, marker)) addMarker(clip, marker);
    });
  }
  return sameWarp(warpMarkers(clip), like);
}

function addMarker(clip, marker) {
  var dict = new Dict();
  dict.set('beat_time', marker.beat_time);
  dict.set('sample_time', marker.sample_time);
  clip.call('add_warp_marker', dict);
}
