/* Made from max-for-live/source/device by "npm run build:m4l": change it there. */
inlets = 1;
outlets = 2;
autowatch = 0;

/*
 * Is the daemon there? Subscribes again and again: the answer is a heartbeat once a second, and a daemon that was
 * started later, or restarted, is found within two seconds. Counts ticks of one second, not a clock.
 */
var REPLY_PORT = 9131;
var TTL_SECONDS = 30;
var SUBSCRIBE_TICKS = 2;
var SILENT_TICKS = 5;

var connection = { connected: false, silentTicks: 0, ticks: 0 };

function send(address, args) {
  outlet(0, [address].concat(args));
}

function show() {
  outlet(1, Array.prototype.slice.call(arguments));
}

function subscribe() {
  send('/stemwright/subscribe', ['device', REPLY_PORT, TTL_SECONDS]);
}

function tickConnection() {
  if (connection.ticks % SUBSCRIBE_TICKS === 0) subscribe();
  connection.ticks += 1;
  connection.silentTicks += 1;
  if (connection.connected && connection.silentTicks >= SILENT_TICKS) {
    connection.connected = false;
    show('light', 0);
    show('version', 'not running');
    jobLost('Stemwright stopped. Start it again (stemwright serve).');
  }
}

function daemonSpoke() {
  connection.silentTicks = 0;
  if (connection.connected) return;
  connection.connected = true;
  show('light', 1);
  show('problem', '');
  send('/stemwright/version', ['device']);
}

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

/*
 * The stems of the daemon's model, and the view's eight slots for them: a slot shows its stem's label and colour, and is hidden
 * without one. The daemon is asked again and again, for an answer may be lost and the model may change.
 */
var SLOTS = 8;
var STEMS_TICKS = 4;
var OLDER_DAEMON = 'Stemwright is older than this device. Update it.';

/** shown: [{stem, label, colour}] in the model's order, `colour` as a number */
var stems = [];
/** heard: the answer as far as it has come */
var stemsRequest = { count: 0, id: '', ticks: 0, heard: [] };
/** what controls of empty slots have said, until there is a stem in them */
var waitingControls = {};

function tickStems() {
  if (stemsRequest.ticks % STEMS_TICKS === 0) {
    stemsRequest.count += 1;
    stemsRequest.id = 'stems-' + stemsRequest.count;
    stemsRequest.heard = [];
    send('/stemwright/model/stems', [stemsRequest.id]);
  }
  stemsRequest.ticks += 1;
}

function heardStems(reply, values) {
  if (reply === 'model/stem') {
    stemsRequest.heard.push({
      stem: values[1],
      label: values[2],
      colour: parseInt(String(values[3]).slice(1), 16),
    });
  } else if (reply === 'done') showStems(stemsRequest.heard);
  else if (reply === 'error') {
    if (values[0] === 'bad-message') show('problem', OLDER_DAEMON);
    else heardError(values[0], values[1]);
  }
}

/** Fills the slots anew where the stems or their looks are others than before. */
function showStems(heard) {
  if (JSON.stringify(heard) === JSON.stringify(stems)) return;
  stems = heard;
  for (var slot = 1; slot <= SLOTS; slot++) fillSlot(slot, stems[slot - 1]);
  var labels = stems.slice(0, SLOTS).map(function (look) {
    return look.label;
  });
  settings.role = Math.min(settings.role, labels.length - 1);
  var menu = patcher.getnamed('Clip plays');
  menu.message.apply(menu, ['_parameter_range'].concat(labels));
  menu.message('set', settings.role);
}

function fillSlot(slot, look) {
  ['Want', 'Level', 'Mute', 'Solo'].forEach(function (name) {
    patcher.getnamed(name + ' ' + slot).hidden = look ? 0 : 1;
  });
  if (!look) return;
  var want = patcher.getnamed('Want ' + slot);
  want.message('text', look.label);
  want.message('texton', look.label);
  colourBox(want, 'activebgoncolor', look.colour);
  var level = patcher.getnamed('Level ' + slot);
  level.message('_parameter_shortname', look.label);
  colourBox(level, 'activedialcolor', look.colour);
  colourBox(level, 'activeneedlecolor', look.colour);
  for (var control in waitingControls[slot]) waitingControls[slot][control](look.stem);
  delete waitingControls[slot];
}

function colourBox(box, attribute, colour) {
  box.message(
    attribute,
    (colour >> 16) / 255,
    ((colour >> 8) & 255) / 255,
    (colour & 255) / 255,
    1
  );
}

/** Tells what a slot's control says of its stem, now or when there is one. */
function inSlot(slot, control, tell) {
  var look = stems[slot - 1];
  if (look) tell(look.stem);
  else {
    waitingControls[slot] = waitingControls[slot] || {};
    waitingControls[slot][control] = tell;
  }
}

/** @return what is known of a stem, also of one that the model no longer has */
function lookOf(stem) {
  for (var index = 0; index < stems.length; index++) {
    if (stems[index].stem === stem) return stems[index];
  }
  return { stem: stem, label: stem };
}

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

/*
 * One job at a time: asked, acknowledged, followed, placed. Tracks are made when every stem that was asked for or announced
 * is whole, so that a job that ends in any other way leaves none. Any answer may be lost on its way: the heartbeat then says
 * how the job ended.
 */
var IDLE_BEATS = 3;
var NO_ANSWER_TICKS = 5;

var PROBLEMS = {
  'input-missing': 'The clip’s file is offline or was moved. Locate it in Live first.',
  'not-allowed': 'Stemwright may not read that folder. Start it with --media-roots FOLDER.',
  'output-failed': 'The stems could not be written: is the disk full?',
  'queue-full': 'Stemwright is busy. Try again when its jobs are done.',
  cancelled: 'Cancelled.',
};
var MOVED = 'Live changed the stems’ timing: compare edges and warp markers with the clip’s.';
var LOST = 'Stemwright was restarted, or its answer was lost. Start the job again.';

/** role: the place of the stem that the clip plays; unwanted: by slot, from 1 on */
var settings = { preset: 'standard', muteOriginal: 0, seconds: 12, role: 1, unwanted: {} };

var job;
var jobCount = 0;

function stemNames() {
  return stems.map(function (look) {
    return look.stem;
  });
}

function chosenStems(except) {
  return stemNames().filter(function (stem, index) {
    return !settings.unwanted[index + 1] && stem !== except;
  });
}

/** @param expected names of the stems that must come */
function begin(address, args, expected, like) {
  jobCount += 1;
  job = { id: 'live-' + jobCount, like: like, expected: expected, stems: {} };
  job.answered = false;
  job.cancelled = false;
  job.waitedTicks = 0;
  job.idleBeats = 0;
  show('problem', '');
  show('progress', 0);
  show('stage', 'asking');
  send(address, [job.id].concat(args, ['preset', settings.preset]));
}

function endJob(problem) {
  job = undefined;
  show('progress', 0);
  show('stage', 'ready');
  show('problem', problem);
}

function jobLost(problem) {
  if (job) endJob(problem);
  else show('problem', problem);
}

/** Runs what a button asks for; what it throws is the error line. */
function onButton(action) {
  try {
    if (job) throw new Error('A job is running. Cancel it first.');
    if (!connection.connected) throw new Error('Stemwright is not running (stemwright serve).');
    if (stems.length === 0) throw new Error('Stemwright has not named its stems yet. Try again.');
    if (chosenStems().length === 0) throw new Error('Choose at least one stem.');
    action();
  } catch (error) {
    show('problem', error.message);
  }
}

/** A job whose answers do not come may run all the same: it is cancelled. */
function tickJob() {
  if (!job || job.answered) return;
  job.waitedTicks += 1;
  if (job.waitedTicks < NO_ANSWER_TICKS) return;
  sendCancel();
  endJob('Stemwright did not answer. Try again.');
}

/** An idle daemon has no job of ours: it was restarted, or its last word was lost. */
function heardState(state) {
  if (!job || !job.answered) return;
  job.idleBeats = state === 'idle' ? job.idleBeats + 1 : 0;
  if (job.idleBeats < IDLE_BEATS) return;
  if (missingStems(job).length === 0) finishJob();
  else endJob(LOST);
}

function missingStems(ofJob) {
  return ofJob.expected.filter(function (stem) {
    return ofJob.stems[stem] === undefined;
  });
}

var jobReplies = {
  ack: function () {},
  queued: function (place) {
    show('stage', place > 0 ? 'waiting for ' + place : 'starting');
  },
  progress: function (fraction, etaSeconds, stage) {
    if (fraction >= 0) show('progress', fraction);
    show('stage', etaSeconds >= 0 ? stage + ', ' + Math.ceil(etaSeconds) + ' s' : stage);
  },
  growing: function (stem) {
    if (job.expected.indexOf(stem) < 0) job.expected.push(stem);
  },
  stem: function (stem, path) {
    job.stems[stem] = path;
  },
  done: function () {
    finishJob();
  },
  error: function (code, message) {
    endJob(PROBLEMS[code] || message);
  },
};

/** What the daemon has not answered yet it does not know yet: that is cancelled with the first answer. */
function cancelJob() {
  job.cancelled = true;
  show('stage', 'cancelling');
  if (job.answered) sendCancel();
}

function sendCancel() {
  send('/stemwright/cancel', ['device', job.id]);
}

function heardJob(reply, values) {
  if (!jobReplies[reply]) return;
  if (job.cancelled && !job.answered) sendCancel();
  job.answered = true;
  jobReplies[reply].apply(null, values);
}

/** An error of a request that is no job. */
function heardError(code, message) {
  if (code !== 'job-unknown') {
    if (!job) show('problem', PROBLEMS[code] || message);
  } else if (job) endJob(LOST);
}

function finishJob() {
  var finished = job;
  endJob(finished.cancelled ? PROBLEMS.cancelled : '');
  if (finished.cancelled) return;
  try {
    var missing = missingStems(finished);
    if (missing.length > 0) throw new Error('An answer was lost (' + missing.join(', ') + ').');
    if (!placeStems(finished.stems, finished.like, settings.muteOriginal)) show('problem', MOVED);
  } catch (error) {
    offerFolder(error.message, finished.stems);
  }
}

/** Work of minutes is not thrown away because it cannot be placed. */
function offerFolder(problem, stems) {
  for (var stem in stems) {
    var folder = folderOf(stems[stem]);
    show('problem', problem + ' No tracks were made; the stems are in ' + folder);
    revealFolder(folder);
    return;
  }
  show('problem', problem + ' No tracks were made; the stems are in Stemwright’s output folder.');
}

/*
 * What the patcher says to the device. It comes through [deferlow]: Live may be asked on the low-priority thread only,
 * and not before live.thisdevice has sent its bang.
 */
var TICK_MS = 1000;
var PREFIX = '/stemwright/';

var clock;
var song;

function bang() {
  if (clock) return;
  song = new LiveAPI('live_set');
  show('light', 0);
  show('version', 'looking');
  show('stage', 'ready');
  clock = new Task(tick, this);
  clock.interval = TICK_MS;
  clock.repeat();
}

function tick() {
  tickConnection();
  tickStems();
  tickJob();
  if (connection.connected) sendTransport();
}

function sendTransport() {
  var beat = Number(property(song, 'current_song_time'));
  var beatsPerBar = Number(property(song, 'signature_numerator'));
  var playing = Number(property(song, 'is_playing'));
  send('/stemwright/transport', [Number(property(song, 'tempo')), beatsPerBar, beat, playing]);
}

function separate() {
  onButton(function () {
    var clip = selectedClip();
    var wanted = chosenStems();
    begin('/stemwright/separate', [clip.file, 'stems', wanted.join(',')], wanted, clip);
    show('problem', fileHint(clip));
  });
}

function accompany() {
  onButton(function () {
    var clip = selectedClip();
    var played = stemNames()[settings.role];
    var wanted = chosenStems(played);
    if (wanted.length === 0) throw new Error('Choose a stem that the clip does not have yet.');
    var given = played + '=' + clip.file;
    begin('/stemwright/impute', [given, wanted.join(',')], wanted, clip);
    show('problem', fileHint(clip));
  });
}

function generate() {
  onButton(function () {
    begin('/stemwright/generate', [settings.seconds], stemNames(), {
      name: 'Generated',
      colour: 0x9a9a9a,
      inArrangement: true,
      startTime: Number(property(song, 'current_song_time')),
      warping: 0,
      looping: 0,
      loopStart: 0,
      loopEnd: settings.seconds,
      startMarker: 0,
      endMarker: settings.seconds,
    });
  });
}

function cancel() {
  if (job) cancelJob();
}

function preset(name) {
  settings.preset = String(name);
}

/** @param index in the menu */
function role(index) {
  settings.role = Number(index);
}

function seconds(length) {
  settings.seconds = Number(length);
}

function mute_original(on) {
  settings.muteOriginal = Number(on);
}

/** @param slot 1 to 8, as for the controls below */
function choose(slot, on) {
  settings.unwanted[slot] = !Number(on);
}

function gain(slot, gainDb) {
  inSlot(slot, 'gain', function (stem) {
    send('/stemwright/live/gain', [stem, gainDb]);
  });
}

function mute(slot, on) {
  inSlot(slot, 'mute', function (stem) {
    send('/stemwright/live/mute', [stem, on]);
  });
}

function solo(slot, on) {
  inSlot(slot, 'solo', function (stem) {
    send('/stemwright/live/solo', [stem, on]);
  });
}

/** Replies come as messages that are named by their address. */
function anything() {
  var address = String(messagename);
  if (address.indexOf(PREFIX) !== 0) return;
  var reply = address.slice(PREFIX.length);
  var id = arguments[0];
  var rest = Array.prototype.slice.call(arguments, 1);
  daemonSpoke();
  if (reply === 'heartbeat') heardState(rest[0]);
  else if (reply === 'version.reply') show('version', 'Stemwright ' + rest[0]);
  else if (id === stemsRequest.id) heardStems(reply, rest);
  else if (job && id === job.id) heardJob(reply, rest);
  else if (reply === 'error') heardError(rest[0], rest[1]);
}
