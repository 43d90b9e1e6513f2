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

/*
 * One job at a time: asked, acknowledged, followed, placed. Tracks are made after the last stem is whole, so that a job
 * that ends in any other way leaves none.
 */
var IDLE_BEATS = 3;
var NO_ANSWER_TICKS = 5;
var STEMS = ['bass', 'drums', 'guitar', 'piano'];

var PROBLEMS = {
  'input-missing': 'The clip’s file is offline or was moved. Locate it in Live first.',
  'not-allowed': 'Stemwright may not read that folder. Start it with --media-roots FOLDER.',
  'output-failed': 'The stems could not be written: is the disk full?',
  'queue-full': 'Stemwright is busy. Try again when its jobs are done.',
  cancelled: 'Cancelled.',
};

var settings = { preset: 'standard', muteOriginal: 0, seconds: 12, role: 'drums', chosen: {} };
for (var each = 0; each < STEMS.length; each++) settings.chosen[STEMS[each]] = 1;

var job;
var jobCount = 0;

function chosenStems(except) {
  return STEMS.filter(function (stem) {
    return settings.chosen[stem] && stem !== except;
  });
}

function begin(address, args, like) {
  jobCount += 1;
  job = { id: 'live-' + jobCount, like: like, stems: {}, waitedTicks: 0, idleBeats: 0 };
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
    if (chosenStems().length === 0) throw new Error('Choose at least one stem.');
    action();
  } catch (error) {
    show('problem', error.message);
  }
}

function tickJob() {
  if (!job || job.jobId !== undefined) return;
  job.waitedTicks += 1;
  if (job.waitedTicks >= NO_ANSWER_TICKS) endJob('Stemwright did not answer. Try again.');
}

/** An idle daemon has no job of ours: it was restarted, or its last word was lost. */
function heardState(state) {
  if (!job || job.jobId === undefined) return;
  job.idleBeats = state === 'idle' ? job.idleBeats + 1 : 0;
  if (job.idleBeats >= IDLE_BEATS) endJob('Stemwright was restarted. Start the job again.');
}

var jobReplies = {
  ack: function (jobId) {
    job.jobId = jobId;
  },
  queued: function (place) {
    show('stage', place > 0 ? 'waiting for ' + place : 'starting');
  },
  progress: function (fraction, etaSeconds, stage) {
    if (fraction >= 0) show('progress', fraction);
    show('stage', etaSeconds >= 0 ? stage + ', ' + Math.ceil(etaSeconds) + ' s' : stage);
  },
  stem: function (stem, path) {
    job.stems[stem] = path;
  },
  done: function () {
    var finished = job;
    endJob('');
    placeFinished(finished);
  },
  error: function (code, message) {
    endJob(PROBLEMS[code] || message);
  },
};

function placeFinished(finished) {
  var lastFile;
  for (var stem in finished.stems) lastFile = finished.stems[stem];
  try {
    if (!placeStems(finished.stems, finished.like, settings.muteOriginal)) {
      show('problem', 'Live warped the stems its own way: check their warp markers.');
    }
  } catch (error) {
    show('problem', error.message + ' The stems are in the folder that opens now.');
    revealFolder(lastFile);
  }
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
    begin('/stemwright/separate', [clip.file, 'stems', chosenStems().join(',')], clip);
  });
}

function accompany() {
  onButton(function () {
    var clip = selectedClip();
    var wanted = chosenStems(settings.role).join(',');
    if (wanted === '') throw new Error('Choose a stem that the clip does not have yet.');
    begin('/stemwright/impute', [settings.role + '=' + clip.file, wanted], clip);
  });
}

function generate() {
  onButton(function () {
    begin('/stemwright/generate', [settings.seconds], {
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
  if (job) send('/stemwright/cancel', ['device', job.id]);
}

function preset(name) {
  settings.preset = String(name);
}

function role(stem) {
  settings.role = String(stem);
}

function seconds(length) {
  settings.seconds = Number(length);
}

function mute_original(on) {
  settings.muteOriginal = Number(on);
}

function choose(stem, on) {
  settings.chosen[stem] = Number(on);
}

function gain(stem, gainDb) {
  send('/stemwright/live/gain', [stem, gainDb]);
}

function mute(stem, on) {
  send('/stemwright/live/mute', [stem, on]);
}

function solo(stem, on) {
  send('/stemwright/live/solo', [stem, on]);
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
  else if (job && id === job.id && jobReplies[reply]) jobReplies[reply].apply(null, rest);
  else if (reply === 'error' && !job) show('problem', PROBLEMS[rest[0]] || rest[1]);
}
