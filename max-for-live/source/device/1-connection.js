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
