/*
 * Stems become tracks right of the clip's own, all of them or none, and as one undo step where Live has those.
 */
var STEM_COLOURS = { bass: 0x3b7dd8, drums: 0xd8573b, guitar: 0xd8a93b, piano: 0x5bb55b };
var SAME_BEAT = 1e-3;

/** "live_set tracks 2 clip_slots 3 clip": the number after a name; -1 when it is not there. */
function indexIn(path, name) {
  var words = String(path).replace(/"/g, '').split(' ');
  var at = words.indexOf(name);
  return at < 0 ? -1 : Number(words[at + 1]);
}

function can(api, method) {
  return String(api.info).indexOf(method) >= 0;
}

/** Places {stem: file}; throws a sentence for people, and then no track is left. */
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
      var track = new LiveAPI('live_set tracks ' + (first + made - 1));
      var clip = like.inArrangement
        ? importToArrangement(track, stems[stem], like.startTime)
        : importToSlot(first + made - 1, row, stems[stem]);
      dressClip(clip, like);
      clip.set('name', like.name + ' ' + stem);
      timed = timed && sameTiming(clip, like);
      track.set('name', stem);
      if (STEM_COLOURS[stem] !== undefined) track.set('color', STEM_COLOURS[stem]);
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

/** Clips are listed by time: the new one is the one that starts there. */
function importToArrangement(track, file, startTime) {
  track.call('create_audio_clip', file, startTime);
  var count = track.getcount('arrangement_clips');
  for (var index = 0; index < count; index++) {
    var clip = new LiveAPI(track.unquotedpath + ' arrangement_clips ' + index);
    if (Math.abs(Number(property(clip, 'start_time')) - startTime) < SAME_BEAT) return clip;
  }
  throw new Error('This version of Live takes no files from a device.');
}

function importToSlot(trackIndex, row, file) {
  var slotPath = 'live_set tracks ' + trackIndex + ' clip_slots ' + row;
  new LiveAPI(slotPath).call('create_audio_clip', file);
  var clip = new LiveAPI(slotPath + ' clip');
  if (!exists(clip)) throw new Error('This version of Live takes no files from a device.');
  return clip;
}

function revealFolder(file) {
  messnamed('max', 'launchbrowser', 'file://' + encodeURI(file.replace(/[\/\\][^\/\\]*$/, '')));
}
