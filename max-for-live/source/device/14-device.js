/*
 * What the patcher says to the device. It comes through [deferlow]: Live may be asked on the low-priority thread only,
 * and not before live.thisdevice has sent its bang.
 */
var TICK_MS = 1000;
var PREFIX = '/stemwright/';
/** in which new clips go to a scene; otherwise to the song's position */
var SESSION_VIEW = 'Session';

var clock;
var song;
/** what controls say before the first second has passed is what the Set was saved with, and no touch */
var isLoaded = false;

/** Live sends it again when a preset is loaded. */
function bang() {
  if (clock) return;
  song = new LiveAPI('live_set');
  show('light', 0);
  show('version', 'looking');
  show('stage', '');
  clock = new Task(tick, this);
  clock.interval = TICK_MS;
  clock.repeat();
  listenAt(FIRST_REPLY_PORT);
}

function tick() {
  isLoaded = true;
  tickPort();
  tickStarter();
  tickConnection();
  tickJob();
  if (!connection.connected) return;
  tickStems();
  sendTransport();
}

/** The daemon counts quarter notes: 7/8 has three and a half of them. */
function sendTransport() {
  var beat = Number(property(song, 'current_song_time'));
  var numerator = Number(property(song, 'signature_numerator'));
  var beatsPerBar = (numerator * 4) / Number(property(song, 'signature_denominator'));
  var playing = Number(property(song, 'is_playing'));
  send('/stemwright/transport', [Number(property(song, 'tempo')), beatsPerBar, beat, playing]);
}

function separate() {
  onButton('separate', function () {
    var clip = selectedClip();
    clip.span = spanOf(clip);
    var wanted = chosenStems();
    begin(
      '/stemwright/separate',
      [clip.file, 'stems', wanted.join(',')],
      spanOptions(clip.span),
      wanted,
      clip
    );
  });
}

function accompany() {
  onButton('accompany', function () {
    var clip = selectedClip();
    clip.span = spanOf(clip);
    var played = stemNames()[settings.role];
    var wanted = chosenStems(played);
    if (wanted.length === 0) throw new Error('Choose a stem that the clip does not have yet.');
    var given = played === undefined ? clip.file : played + '=' + clip.file;
    var options = spanOptions(clip.span).concat(separatorOptions(played));
    begin('/stemwright/impute', [given, wanted.join(',')], options, wanted, clip);
  });
}

/** Only a mix is separated first. */
function separatorOptions(played) {
  var isSeparated = played === undefined && settings.separator !== '';
  return isSeparated ? ['separator', settings.separator] : [];
}

function generate() {
  onButton('generate', function () {
    begin('/stemwright/generate', [settings.seconds], [], stemNames(), generatedClip());
  });
}

/** In the view that is in front: behind the last track, at the song's position or in the selected scene. */
function generatedClip() {
  var view = String(property(new LiveAPI('live_app view'), 'focused_document_view'));
  var scene = indexIn(new LiveAPI('live_set view selected_scene').path, 'scenes');
  return {
    name: 'Generated',
    colour: 0x9a9a9a,
    inArrangement: view !== SESSION_VIEW || scene < 0,
    row: scene,
    startTime: Number(property(song, 'current_song_time')),
    warping: 0,
    looping: 0,
    loopStart: 0,
    loopEnd: settings.seconds,
    startMarker: 0,
    endMarker: settings.seconds,
  };
}

function cancel() {
  if (job && isPress('cancel')) cancelJob();
}

function start_daemon() {
  if (isPress('start')) pressStart();
}

function preset(name) {
  settings.preset = String(name);
}

/** @param index in the menu */
function role(index) {
  settings.role = Number(index);
}

/** @param index in the menu */
function model(index) {
  chooseModel(Number(index));
}

/** @param index in the menu, where the first is the model itself */
function separator(index) {
  settings.separator = models.separators[Number(index) - 1] || '';
}

function seconds(length) {
  settings.seconds = Number(length);
}

function mute_original(on) {
  settings.muteOriginal = Number(on);
}

function whole_file(on) {
  settings.wholeFile = Number(on);
}

function port(number) {
  aimAt(Math.round(Number(number)));
}

/** Never shown again, never saved. */
function token() {
  connection.token = Array.prototype.slice.call(arguments).join(' ');
  connection.silentTicks = 0;
  patcher.getnamed('Token').message('set', '');
  subscribe();
}

function unfold(on) {
  unfoldLevels(Number(on) === 1);
}

/** @param slot 1 to 8, as for the controls below */
function choose(slot, on) {
  settings.unwanted[slot] = !Number(on);
}

function gain(slot, gainDb) {
  touchLevel(slot, 'gain', '/stemwright/live/gain', gainDb);
}

function mute(slot, on) {
  touchLevel(slot, 'mute', '/stemwright/live/mute', on);
}

function solo(slot, on) {
  touchLevel(slot, 'solo', '/stemwright/live/solo', on);
}

/** What [node.script] says, behind its name. */
function starter_says() {
  var values = Array.prototype.slice.call(arguments);
  heardStarter(String(values[0]), values.slice(1));
}

/**
 * Replies come as messages that are named by their address. Answers to others are not this instance’s business; its own id, which
 * nobody else knows, also keeps out what strangers send to the port.
 */
function anything() {
  var address = String(messagename);
  if (address.indexOf(PREFIX) !== 0) return;
  var id = arguments[0];
  var reply = address.slice(PREFIX.length);
  var values = Array.prototype.slice.call(arguments, 1);
  if (!isMine(id)) {
    // requests without an id, such as those of levels, are refused without one
    if (id === '' && reply === 'error') heardError(values[0], values[1]);
  } else if (address === KNOCK) heardKnock();
  else heardReply(reply, id, values);
}

function heardReply(reply, id, values) {
  daemonSpoke();
  if (reply === 'heartbeat') heardState(values[0]);
  else if (reply === 'version.reply') show('version', 'Stemwright ' + values[0]);
  else if (reply === 'live/level') heardLevel.apply(null, values);
  else if (id === stemsRequest.id) heardStems(reply, values);
  else if (id === ownId('models')) heardModels(reply, values);
  else if (id === ownId('load')) heardLoad(reply, values);
  else if (job && id === job.id) heardJob(reply, values);
  else if (reply === 'error') heardError(values[0], values[1]);
}
