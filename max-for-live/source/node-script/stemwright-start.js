/*
 * Run by Max's [node.script], a Node process of its own that has the file system, which [js] has not. One task a run, the first
 * argument, and one answer to Max before it ends:
 *
 *   look     found PORT NEEDS_TOKEN TOKEN | none
 *   start    the same as found, once a daemon runs; or problem SENTENCE
 *
 * ~/.config/stemwright/start.json says how the daemon is started; `stemwright install live` and every `stemwright serve` write it.
 * No second daemon is started where one runs, or is just being started by another instance of the device. The token goes to the
 * device's memory only.
 */
const { spawn } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const max = require('max-api');

const START_FILE = path.join(os.homedir(), '.config', 'stemwright', 'start.json');
/** beside it while a daemon is being started; left over by a process that was killed, it does not count for long */
const LOCK_FILE = `${START_FILE}.starting`;
const FRESH_LOCK_MS = 2000;
const STALE_LOCK_MS = 60000;
const START_LIMIT_MS = 30000;
const POLL_MS = 100;
const NOT_SET_UP =
  'Stemwright is not set up on this computer. In a terminal: stemwright install live';
const MORE_FOLDERS = process.platform === 'darwin' ? ['/usr/local/bin', '/opt/homebrew/bin'] : [];
/** what Max sets for its own Node, and would change the daemon's */
const OF_MAX = /^(NODE_|ELECTRON_|MAX_|npm_)/i;

/** A sentence for the device's line. */
class Problem extends Error {}

async function main(task) {
  const start = readStart();
  const running = start && readRuntime(start);
  if (running) return found(start, running);
  if (task !== 'start') return ['none'];
  if (!start) throw new Problem(NOT_SET_UP);
  const unlock = lock();
  if (!unlock) return found(start, await untilRunning(start, () => false));
  try {
    const other = readRuntime(start);
    return found(start, other || (await startDaemon(start)));
  } finally {
    unlock();
  }
}

/** @returns {object|undefined} what start.json says; undefined where there is none */
function readStart() {
  const start = readJson(START_FILE);
  if (start === undefined) return undefined;
  const areText = (values) => values.every((value) => typeof value === 'string' && value !== '');
  const isUsable =
    start !== null &&
    Array.isArray(start.arguments) &&
    areText([start.node, start.program, start.runtimeFile, start.logFile]) &&
    start.arguments.every((value) => typeof value === 'string') &&
    [start.node, start.program, start.runtimeFile, start.logFile].every(path.isAbsolute);
  if (!isUsable) {
    throw new Problem(`${START_FILE} is not as Stemwright writes it. ${NOT_SET_UP.split('. ')[1]}`);
  }
  return start;
}

/** @returns {{port: number, needsToken: boolean}|undefined} of a daemon that runs */
function readRuntime({ runtimeFile }) {
  const runtime = readJson(runtimeFile);
  if (!runtime || !Number.isInteger(runtime.pid) || !Number.isInteger(runtime.port))
    return undefined;
  return isAlive(runtime.pid) ? runtime : undefined;
}

function found({ tokenFile }, { port, needsToken }) {
  return ['found', port, needsToken ? 1 : 0, needsToken ? readToken(tokenFile) : ''];
}

function readToken(file) {
  if (typeof file !== 'string') return '';
  try {
    return fs.readFileSync(file, 'utf8').split(/\r?\n/)[0].trim();
  } catch (error) {
    return '';
  }
}

async function startDaemon(start) {
  fs.mkdirSync(path.dirname(start.logFile), { recursive: true });
  const log = fs.openSync(start.logFile, 'a', 0o600);
  const words = [start.node, start.program, ...start.arguments];
  fs.writeSync(log, `${new Date().toISOString()} started from Live: ${words.join(' ')}\n`);
  const child = spawn(start.node, [start.program, ...start.arguments], {
    cwd: os.homedir(),
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log, log],
    env: daemonEnvironment(start),
  });
  fs.closeSync(log);
  let end;
  child.once('error', (error) => (end = error.message));
  child.once('exit', (code) => (end = end || `it ended with code ${code}`));
  child.unref();
  return untilRunning(start, () => end);
}

/** Programs that are started by the desktop have a short PATH: Node's own folder and those of a Mac's installers are added. */
function daemonEnvironment({ node }) {
  const entries = Object.entries(process.env).filter(([name]) => !OF_MAX.test(name));
  const name = entries.map(([key]) => key).find((key) => key.toUpperCase() === 'PATH') || 'PATH';
  const folders = [process.env[name], path.dirname(node), ...MORE_FOLDERS].filter(Boolean);
  return { ...Object.fromEntries(entries), [name]: folders.join(path.delimiter) };
}

/** @param endOf why it will not run any more, or nothing */
async function untilRunning(start, endOf) {
  for (let waitedMs = 0; waitedMs < START_LIMIT_MS; waitedMs += POLL_MS) {
    const running = readRuntime(start);
    if (running) return running;
    if (endOf())
      throw new Problem(`Stemwright did not start: ${endOf()}. ${start.logFile} says more.`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Problem(`Stemwright has not started yet. ${start.logFile} says more.`);
}

/** @returns {(() => void)|undefined} what ends it; undefined where another process is starting a daemon */
function lock() {
  for (let tries = 0; tries < 2; tries++) {
    try {
      fs.writeFileSync(LOCK_FILE, String(process.pid), { flag: 'wx' });
      return () => fs.rmSync(LOCK_FILE, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (isLockHeld()) return undefined;
      fs.rmSync(LOCK_FILE, { force: true });
    }
  }
  return undefined;
}

function isLockHeld() {
  try {
    const ageMs = Date.now() - fs.statSync(LOCK_FILE).mtimeMs;
    // its process may not have been written into it yet
    if (ageMs < FRESH_LOCK_MS) return true;
    return ageMs < STALE_LOCK_MS && isAlive(Number(fs.readFileSync(LOCK_FILE, 'utf8')));
  } catch (error) {
    return false;
  }
}

/** A process that may not be signalled is there, too. */
function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    return null;
  }
}

main(process.argv[2])
  .catch((error) => [
    'problem',
    error instanceof Problem ? error.message : `Stemwright was not started: ${error.message}`,
  ])
  .then((answer) => max.outlet(...answer))
  // Max hears what was said a moment later
  .then(() => setTimeout(() => process.exit(0), POLL_MS));
