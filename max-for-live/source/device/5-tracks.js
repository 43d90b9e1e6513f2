/*
 * Stems become tracks right of the clip's own, all of them or none, and as one undo step where Live has those.
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

function can(api, method) {
  return String(api.info).indexOf(method) >= 0;
}

/** Places {stem: file}; throws a sentence for people, and then no track is left. Says whether all stems have the clip's timing. */
function placeStems(stems, like, muteOriginal) {
  var song = new LiveAPI('live_set');
  var undoable = can(song, 'begin_undo_step');
  var source = like.id === undefined ? undefined : new LiveAPI('id ' + like.id);
  if (source && !exists(source)) throw new Error('The clip is gone.');
  var first = source ? indexIn(source.path, 'tracks') + 1 : song.getcount('tracks');
  var row = source ? indexIn(source.path, 'clip_slots') : -1;
  var made = 0;
  var timed = true;
  if (undoable) song.call('begin_undo_step');
  try {
    for (var stem in stems) {
      song.call('create_audio_track', first + made);
      made += 1;
      var trackPath = 'live_set tracks ' + (first + made - 1);
      var look = lookOf(stem);
      var name = like.name + ' ' + look.label;
      if (!placeStem(trackPath, row, stems[stem], name, like)) timed = false;
      var track = new LiveAPI(trackPath);
      track.set('name', look.label);
      if (look.colour !== undefined) track.set('color', look.colour);
    }
    if (muteOriginal && source) source.set('muted', 1);
  } catch (error) {
    while (made > 0) {
      made -= 1;
      song.call('delete_track', first + made);
    }
    throw error;
  } finally {
    if (undoable) song.call('end_undo_step');
  }
  return timed;
}

/** On a track of its own. Says whether it has the clip's timing. */
function placeStem(trackPath, row, file, name, like) {
  if (!like.inArrangement) return dressed(importToSlot(trackPath, row, file), name, like);
  if (like.warping) return placeStretches(trackPath, file, name, like);
  var clip = importToArrangement(trackPath, file, like.startTime);
  return dressed(clip, name, like) && endsWith(clip, like);
}

function dressed(clip, name, like) {
  clip.set('name', name);
  return dressClip(clip, like);
}

/** What was generated has no clip to end with. */
function endsWith(clip, like) {
  return (
    like.endTime === undefined ||
    Math.abs(Number(property(clip, 'end_time')) - like.endTime) < SAME_BEAT
  );
}

function placeStretches(trackPath, file, name, like) {
  var slot = new LiveAPI(trackPath + ' clip_slots 0');
  var staged = importToSlot(trackPath, 0, file);
  var timed = dressed(staged, name, like);
  var time = like.startTime;
  stretches(like).forEach(function (stretch) {
    setEdges(staged, {
      looping: 1,
      loopStart: stretch.from,
      loopEnd: stretch.to,
      startMarker: stretch.from,
      endMarker: stretch.to,
    });
    new LiveAPI(trackPath).call('duplicate_clip_to_arrangement', 'id ' + staged.id, time);
    var copy = clipAt(trackPath, time);
    if (!like.looping) copy.set('looping', 0);
    time += stretch.to - stretch.from;
    if (Math.abs(Number(property(copy, 'end_time')) - time) >= SAME_BEAT) timed = false;
  });
  slot.call('delete_clip');
  return timed;
}

/** What a warped clip in the Arrangement plays, one after the other: [{from, to}], in beats of its content. */
function stretches(like) {
  var left = like.endTime - like.startTime;
  var loops = like.looping && like.loopEnd - like.loopStart > SAME_BEAT;
  if (!loops) return [{ from: like.loopStart, to: like.loopStart + left }];
  var found = [];
  var from = like.startMarker;
  while (left > SAME_BEAT) {
    // a start behind the loop never comes back into it
    var end = from < like.loopEnd ? like.loopEnd : Infinity;
    var to = Math.min(end, from + left);
    found.push({ from: from, to: to });
    left -= to - from;
    from = like.loopStart;
  }
  return found;
}

function importToArrangement(trackPath, file, startTime) {
  new LiveAPI(trackPath).call('create_audio_clip', file, startTime);
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

/** Not every system opens a folder for Max: whoever calls this says in words where it is, too. */
function revealFolder(folder) {
  messnamed('max', 'launchbrowser', 'file://' + encodeURI(folder));
}
