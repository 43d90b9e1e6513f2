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
