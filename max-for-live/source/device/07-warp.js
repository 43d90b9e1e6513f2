/*
 * Warp markers: which second of a file is heard at which beat. A straight line joins neighbours, and the outer two lines
 * go on. The last marker is Live's own: it only gives the last line its slope and cannot be written.
 *
 * Live does not say whether it took a marker, and may show only later what it took: all are written at once, and looked at in a
 * later Task.
 */
var SAME_MARKER = 1e-6;
/** half a frame at 48 kHz */
var SAME_SECONDS = 1e-5;

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
  return onLine(markers, 'beat_time', 'sample_time', beat);
}

function beatAt(markers, second) {
  return onLine(markers, 'sample_time', 'beat_time', second);
}

function onLine(markers, from, to, value) {
  var at = 1;
  while (at < markers.length - 1 && markers[at][from] < value) at += 1;
  var left = markers[at - 1];
  var right = markers[at];
  var slope = (right[to] - left[to]) / (right[from] - left[from]);
  return left[to] + slope * (value - left[from]);
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

/** Live takes a marker only where beats and seconds go the same way. */
function inOrder(marker, other) {
  return (marker.beat_time - other.beat_time) * (marker.sample_time - other.sample_time) > 0;
}

/**
 * Gives a clip the warp markers of another. A clip cannot be without one: where none of Live's may stay, the one that is in the way
 * of the fewest goes last, and those it was in the way of come after it.
 */
function copyWarp(clip, like) {
  var wanted = writableMarkers(like);
  var there = warpMarkers(clip).slice(0, -1);
  var missing = wanted.filter(function (marker) {
    return !among(there, marker);
  });
  var wrong = there.filter(function (marker) {
    return !among(wanted, marker);
  });
  if (wanted.length === 0 || (missing.length === 0 && wrong.length === 0)) return;
  var last = wrong.length === there.length ? leastInTheWay(wrong, missing) : undefined;
  wrong.forEach(function (marker) {
    if (marker !== last) removeMarker(clip, marker);
  });
  missing.forEach(function (marker) {
    if (!last || inOrder(marker, last)) addMarker(clip, marker);
  });
  if (!last) return;
  removeMarker(clip, last);
  missing.forEach(function (marker) {
    if (!inOrder(marker, last)) addMarker(clip, marker);
  });
}

function leastInTheWay(wrong, missing) {
  var inTheWay = wrong.map(function (marker) {
    return missing.filter(function (other) {
      return !inOrder(other, marker);
    }).length;
  });
  return wrong[inTheWay.indexOf(Math.min.apply(null, inTheWay))];
}

function removeMarker(clip, marker) {
  clip.call('remove_warp_marker', plain(marker.beat_time));
}

function addMarker(clip, marker) {
  var dict = new Dict();
  dict.set('beat_time', plain(marker.beat_time));
  dict.set('sample_time', plain(marker.sample_time));
  clip.call('add_warp_marker', dict);
}
