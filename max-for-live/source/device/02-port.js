/*
 * Who this instance of the device is, and where it hears answers: each instance has an id and a port of its own, so that several
 * in a Set hear their own jobs. Whether a port is free Max does not say: the device knocks at it, and takes the next one where its
 * own knock does not come back. The daemon is told of a port only then, or it would take another instance's answers away.
 */
var FIRST_REPLY_PORT = 9131;
var REPLY_PORTS = 64;
/** a knock comes back within a few milliseconds */
var KNOCK_MS = 250;
/** a port that was heard on is given up after so many seconds without a knock: another program may have taken it over */
var DEAF_TICKS = 3;
var KNOCK = '/stemwright/knock';
var DEAF = 'Max hears nothing on UDP ports from 9131 on. Is a firewall in the way?';

var deviceId = newDeviceId();
/** tries: ports that were tried since one was heard on */
var hearing = { port: FIRST_REPLY_PORT, isProven: false, deafTicks: 0, tries: 0 };

/** Other than any instance's in this Live, by count, and anywhere else, by time and chance. */
function newDeviceId() {
  var shared = new Global('stemwright');
  shared.devices = (shared.devices || 0) + 1;
  var chance = Math.floor(Math.random() * 1e9);
  return 'live-' + shared.devices + '-' + nowMs().toString(36) + chance.toString(36);
}

/** Whether an answer is to a request of this instance: every id of its is its own, or begins with it. */
function isMine(id) {
  return id === deviceId || String(id).indexOf(deviceId + '/') === 0;
}

function ownId(name) {
  return deviceId + '/' + name;
}

function knock() {
  tell('knock', KNOCK, deviceId);
}

function listenAt(port) {
  hearing.port = port;
  hearing.isProven = false;
  hearing.deafTicks = 0;
  hearing.tries += 1;
  tell('listen', port);
  tell('knockport', port);
  knock();
  later(KNOCK_MS, function () {
    if (hearing.isProven || hearing.port !== port) return;
    if (hearing.tries === REPLY_PORTS) show('problem', DEAF);
    listenAt(FIRST_REPLY_PORT + ((port + 1 - FIRST_REPLY_PORT) % REPLY_PORTS));
  });
}

function tickPort() {
  if (!hearing.isProven) return;
  hearing.deafTicks += 1;
  if (hearing.deafTicks > DEAF_TICKS) listenAt(hearing.port);
  else knock();
}

/** The port is this instance's. */
function heardKnock() {
  hearing.deafTicks = 0;
  hearing.tries = 0;
  if (hearing.isProven) return;
  hearing.isProven = true;
  subscribe();
}
