/*
 * Stems become tracks right of the clip's own, all of them or none. The device asks Live for one undo step; whether Live makes one of
 * what a device does is Live's business.
 *
 * How long a clip in the Arrangement is: an unwarped one ends where its edges say; a warped one keeps the length it came
 * with. So a warped one is made in a slot and copied from there, stretch by stretch: a copy is as long as its loop.
 */
var SAME_BEAT = 1e-3;
var NO_IMPORT = 'This version of Live takes no files from a device.';

/** "live_set tracks 2 clip_slots 3 clip": the number after a name; -1 when it is not there. */
function indexIn(path, name) {
  var words = String(path).replace(/"/g, '').split(' ');
  var at = words.indexOf(name);
  return at < 0 ? -1 : Number(words[at + 1]);
}

/** Live does not list these in `info`, and some versions have none. */
function tryCall(api, method) {
  try {
    api.call(method);
  } catch (error) {
    return;
  }
}

/** The clip and where it is now: it may have been moved, trimmed or changed while the job ran. */
function clipNow(like) {
  if (like.id === undefined) return like;
  var source = new LiveAPI('id ' + like.id);
  if (!exists(source)) throw new Error('The clip is gone.');
  var now = readClip(source);
  now.track = indexIn(source.path, 'tracks');
  now.row = indexIn(source.path, 'clip_slots');
  now.span = like.span;
  if (now.file === like.file && spanHolds(like.span, now)) return now;
  // the stems do not hold what it plays now: what it played, where it is
  var was = {};
  for (var key in like) was[key] = like[key];
  was.isChanged = true;
  was.track = now.track;
  was.row = now.row;
  was.startTime = now.startTime;
  was.endTime = now.startTime + (like.endTime - like.startTime);
  return was;
}

/** Places {stem: file}; throws a sentence for people, and then no track is left. @return the clips, for checkTiming */
function placeStems(stems, clip, muteOriginal) {
  var song = new LiveAPI('live_set');
  var first = clip.track === undefined ? song.getcount('tracks') : clip.track + 1;
  var within = clipWithin(clip, clip.span);
  var made = 0;
  var placed = [];
  tryCall(song, 'begin_undo_step');
  try {
    for (var stem in stems) {
      song.call('create_audio_track', first + made);
      made += 1;
      var trackPath = 'live_set tracks ' + (first + made - 1);
      var look = lookOf(stem);
      var name = clip.name + ' ' + look.label;
      var colour = look.colour === undefined ? clip.colour : look.colour;
      placed = placed.concat(placeStem(trackPath, stems[stem], name, colour, within));
      var track = new LiveAPI(trackPath);
      track.set('name', look.label);
      track.set('color', colour);
    }
    if (muteOriginal && clip.id !== undefined) new LiveAPI('id ' + clip.id).set('muted', 1);
  } catch (error) {
    while (made > 0) {
      made -= 1;
      song.call('delete_track', first + made);
    }
    throw error;
  } finally {
    tryCall(song, 'end_undo_step');
  }
  return placed;
}

/** On a track of its own. */
function placeStem(trackPath, file, name, colour, within) {
  if (within.inArrangement && within.warping) {
    return placeStretches(trackPath, file, name, colour, within);
  }
  var clip = within.inArrangement
    ? importToArrangement(trackPath, file, within.startTime)
    : importToSlot(trackPath, within.row, file);
  clip.set('name', name);
  clip.set('color', colour);
  dressClip(clip, within);
  return [{ id: idOf(clip), within: within, edges: within, endTime: within.endTime }];
}

function placeStretches(trackPath, file, name, colour, within) {
  var slot = new LiveAPI(trackPath + ' clip_slots 0');
  var staged = importToSlot(trackPath, 0, file);
  staged.set('name', name);
  staged.set('color', colour);
  dressClip(staged, within);
  var time = within.startTime;
  var placed = stretches(within).map(function (stretch) {
    var edges = {
      looping: 1,
      loopStart: stretch.from,
      loopEnd: stretch.to,
      startMarker: stretch.from,
      endMarker: stretch.to,
    };
    setEdges(staged, edges);
    new LiveAPI(trackPath).call('duplicate_clip_to_arrangement', 'id ' + idOf(staged), plain(time));
    var copy = clipAt(trackPath, time);
    if (!within.looping) setProperty(copy, 'looping', 0);
    time += stretch.to - stretch.from;
    return { id: idOf(copy), within: within, edges: edges, endTime: time };
  });
  slot.call('delete_clip');
  return placed;
}

/** What a warped clip in the Arrangement plays, one after the other: [{from, to}], in beats of its content. */
function stretches(clip) {
  var left = clip.endTime - clip.startTime;
  var loops = clip.looping && clip.loopEnd - clip.loopStart > SAME_BEAT;
  if (!loops) return [{ from: clip.loopStart, to: clip.loopStart + left }];
  var found = [];
  var from = clip.startMarker;
  while (left > SAME_BEAT) {
    // a start behind the loop never comes back into it
    var end = from < clip.loopEnd ? clip.loopEnd : Infinity;
    var to = Math.min(end, from + left);
    found.push({ from: from, to: to });
    left -= to - from;
    from = clip.loopStart;
  }
  return found;
}

function importToArrangement(trackPath, file, startTime) {
  new LiveAPI(trackPath).call('create_audio_clip', file, plain(startTime));
  return clipAt(trackPath, startTime);
}

/** Clips are listed by time: the new one is the one that starts there. */
function clipAt(trackPath, startTime) {
  var count = new LiveAPI(trackPath).getcount('arrangement_clips');
  for (var index = 0; index < count; index++) {
    var clip = new LiveAPI(trackPath + ' arrangement_clips ' + index);
    if (Math.abs(Number(property(clip, 'start_time')) - startTime) < SAME_BEAT) return clip;
  }
  throw new Error(NO_IMPORT);
}

function importToSlot(trackPath, row, file) {
  var slotPath = trackPath + ' clip_slots ' + row;
  new LiveAPI(slotPath).call('create_audio_clip', file);
  var clip = new LiveAPI(slotPath + ' clip');
  if (!exists(clip)) throw new Error(NO_IMPORT);
  return clip;
}

function folderOf(file) {
  return file.replace(/[\/\\][^\/\\]*$/, '');
}

/** Shown to be copied; and opened where the system lets Max open one, which Windows does not. */
function offerPath(folder) {
  patcher.getnamed('Folder').message('set', folder);
  showFolder(true);
  if (max.os !== 'windows') messnamed('max', 'launchbrowser', 'file://' + encodeURI(folder));
}

function showFolder(isShown) {
  showBox('Folder', isShown);
  showBox('Folder label', isShown);
}
