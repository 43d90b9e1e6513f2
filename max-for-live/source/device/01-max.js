/*
 * What the script needs of Max and of Live's API: messages out, values of Live's objects, later moments.
 */
var EXPONENT_BELOW = 1e-4;
/** a button that is pressed twice within this was meant once */
var DEBOUNCE_MS = 300;

/** Max starts a Task only while somebody holds it. */
var waitingTasks = [];
var pressedMs = {};

function send(address, args) {
  outlet(0, [address].concat(args.map(plain)));
}

function show() {
  outlet(1, Array.prototype.slice.call(arguments));
}

/** To an object beside the script: listen, aim, knockport, knock, starter, width. */
function tell() {
  outlet(2, Array.prototype.slice.call(arguments));
}

/**
 * A number as Max writes it without an exponent, which Live does not read: Max writes one for what is nearer to 0 than 0.0001. That is
 * five frames of a recording, and no edge of a clip is there but by an accident of rounding.
 */
function plain(value) {
  if (typeof value !== 'number') return value;
  if (Math.abs(value) < EXPONENT_BELOW / 2) return 0;
  if (Math.abs(value) < EXPONENT_BELOW) return value < 0 ? -EXPONENT_BELOW : EXPONENT_BELOW;
  return value;
}

function property(api, name) {
  var value = api.get(name);
  return value instanceof Array ? value[0] : value;
}

function setProperty(api, name, value) {
  api.set(name, plain(value));
}

/** Live's API gives an id as a number, as "12" and as "id 12"; that of nothing is 0. */
function idOf(api) {
  var found = /(\d+)\s*$/.exec(String(api.id));
  return found ? Number(found[1]) : 0;
}

function exists(api) {
  return idOf(api) !== 0;
}

function nowMs() {
  return new Date().getTime();
}

function later(ms, run) {
  var task = new Task(function () {
    waitingTasks.splice(waitingTasks.indexOf(task), 1);
    run();
  }, this);
  waitingTasks.push(task);
  task.schedule(ms);
}

/** Whether a button was pressed, and does not bounce. */
function isPress(name) {
  var now = nowMs();
  var bounces = pressedMs[name] !== undefined && now - pressedMs[name] < DEBOUNCE_MS;
  pressedMs[name] = now;
  return !bounces;
}

function showBox(name, isShown) {
  patcher.getnamed(name).hidden = isShown ? 0 : 1;
}
