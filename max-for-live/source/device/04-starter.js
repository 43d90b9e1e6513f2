/*
 * The Start button: a Node process of its own (stemwright-start.js, in [node.script]) starts the daemon as
 * ~/.config/stemwright/start.json says, or finds the one that runs, with its port and its token. It is run for one answer.
 */
/** longer than a daemon takes to start on a slow disk */
var STARTER_TICKS = 40;
var STARTER_REST_MS = 500;

/** task: which it runs, look or start, or ""; next: what it runs then */
var starter = { task: '', ticks: 0, next: '', hasLooked: false };

function isStarting() {
  return starter.task === 'start' || starter.next === 'start';
}

function runStarter(task) {
  if (starter.task !== '') {
    starter.next = task;
    return;
  }
  starter.task = task;
  starter.ticks = 0;
  starter.next = '';
  tell('starter', 'script', 'start', task);
}

/** Once for each silence: a daemon that listens elsewhere, or has a token, gives no answer either. */
function lookForDaemon() {
  if (starter.hasLooked) return;
  starter.hasLooked = true;
  runStarter('look');
}

function pressStart() {
  if (connection.connected) return;
  show('stage', 'starting');
  show('problem', '');
  runStarter('start');
}

function tickStarter() {
  if (starter.task === '') return;
  starter.ticks += 1;
  if (starter.ticks < STARTER_TICKS) return;
  tell('starter', 'script', 'stop');
  endStarter();
  show('stage', '');
  show('problem', 'Max did not run the starter. In a terminal: stemwright serve');
}

/** The process ends by itself; [node.script] runs one at a time. */
function endStarter() {
  starter.task = '';
  var next = starter.next;
  if (next !== '') {
    later(STARTER_REST_MS, function () {
      runStarter(next);
    });
  }
}

var starterReplies = {
  /** a daemon runs: needsToken says whether it wants one, token is what the token file has, or "" */
  found: function (port, needsToken, token) {
    connection.token = String(token || connection.token);
    showPort(Number(port));
    aimAt(Number(port));
    if (Number(needsToken) && connection.token === '') {
      show(
        'problem',
        'Stemwright on ' + port + ' has a token. Type it at Token, and press Return.'
      );
    } else {
      connection.silentTicks = Math.min(connection.silentTicks, NO_ANSWER_TICKS - 1);
      subscribe();
    }
  },
  /** none runs */
  none: function () {
    if (!connection.connected) show('problem', noAnswer());
  },
  problem: function (sentence) {
    show('stage', '');
    show('problem', sentence);
  },
};

function heardStarter(kind, values) {
  if (!starterReplies[kind]) return;
  if (starter.next === '') starterReplies[kind].apply(null, values);
  endStarter();
}

function showPort(port) {
  patcher.getnamed('Port').message('set', port);
}
