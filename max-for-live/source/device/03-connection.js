/*
 * Is the daemon there? Subscribes again and again: the answer is a heartbeat once a second, and a daemon that was
 * started later, or restarted, is found within two seconds. Counts ticks of one second, not a clock.
 */
var DAEMON_PORT = 9130;
var TTL_SECONDS = 30;
var SUBSCRIBE_TICKS = 2;
var NO_ANSWER_TICKS = 3;
var SILENT_TICKS = 5;

/** token: from the token file, or typed; kept nowhere else */
var connection = { connected: false, silentTicks: 0, ticks: 0, port: DAEMON_PORT, token: '' };

/** The token goes first, from the same port: the daemon would refuse the rest, and Max cannot hear that where it sends from. */
function subscribe() {
  if (!hearing.isProven) return;
  if (connection.token !== '' && !connection.connected) {
    send('/stemwright/auth', [ownId('auth'), connection.token]);
  }
  send('/stemwright/subscribe', [deviceId, hearing.port, TTL_SECONDS]);
}

function tickConnection() {
  if (!hearing.isProven) return;
  if (connection.ticks % SUBSCRIBE_TICKS === 0) subscribe();
  connection.ticks += 1;
  connection.silentTicks += 1;
  if (connection.connected && connection.silentTicks >= SILENT_TICKS) {
    connection.connected = false;
    showAbsent();
    jobLost('Stemwright stopped. Press Start.');
  } else if (!connection.connected && connection.silentTicks === NO_ANSWER_TICKS) {
    showAbsent();
    if (!isStarting()) show('problem', noAnswer());
    lookForDaemon();
  }
}

function noAnswer() {
  return 'No answer on ' + connection.port + '. Press Start, or say on which port Stemwright is.';
}

function showAbsent() {
  show('light', 0);
  show('version', 'not running');
  show('stage', '');
  showBox('Start', true);
}

function daemonSpoke() {
  connection.silentTicks = 0;
  if (connection.connected) return;
  connection.connected = true;
  starter.hasLooked = false;
  show('light', 1);
  show('problem', '');
  if (!job) show('stage', 'ready');
  showBox('Start', false);
  send('/stemwright/version', [ownId('version')]);
  askStems();
}

/** Looks for the daemon on another port, anew. */
function aimAt(port) {
  if (port === connection.port) return;
  connection.port = port;
  connection.connected = false;
  connection.silentTicks = 0;
  tell('aim', port);
  show('light', 0);
  show('version', 'looking');
  show('stage', '');
  subscribe();
}
