/*
 * One job at a time: asked, acknowledged, followed, placed. Tracks are made when every stem that was asked for or announced
 * is whole, so that a job that ends in any other way leaves none. Any answer may be lost on its way: the heartbeat then says
 * how the job ended.
 */
var IDLE_BEATS = 3;
var UNANSWERED_TICKS = 5;

var CANCELLED = 'Cancelled.';
var LOST = 'Stemwright was restarted, or its answer was lost. Start the job again.';

/** role: the place of the stem that the clip plays, or behind the last: a mix; unwanted: by slot, from 1 on */
var settings = {
  preset: 'standard',
  muteOriginal: 1,
  wholeFile: 0,
  seconds: 12,
  role: 1,
  separator: '',
  unwanted: {},
};

var job;
var jobCount = 0;

/** @param expected names of the stems that must come */
function begin(address, args, options, expected, like) {
  jobCount += 1;
  job = { id: ownId('job-' + jobCount), like: like, expected: expected, stems: {} };
  job.answered = false;
  job.cancelled = false;
  job.waitedTicks = 0;
  job.idleBeats = 0;
  show('problem', '');
  show('progress', 0);
  show('stage', 'asking');
  showFolder(false);
  send(address, [job.id].concat(args, options, ['preset', settings.preset]));
}

function endJob(problem) {
  job = undefined;
  show('progress', 0);
  show('stage', connection.connected ? 'ready' : '');
  show('problem', problem);
}

function jobLost(problem) {
  if (job) endJob(problem);
  else show('problem', problem);
}

/** Runs what a button asks for; what it throws is the error line. */
function onButton(name, action) {
  if (!isPress(name)) return;
  try {
    if (job) throw new Error('A job is running. Cancel it first.');
    if (!connection.connected) throw new Error('Stemwright is not running. Press Start.');
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
  if (job.waitedTicks < UNANSWERED_TICKS) return;
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
    endJob(code === 'cancelled' ? CANCELLED : message);
  },
};

/** What the daemon has not answered yet it does not know yet: that is cancelled with the first answer. */
function cancelJob() {
  job.cancelled = true;
  show('stage', 'cancelling');
  if (job.answered) sendCancel();
}

function sendCancel() {
  send('/stemwright/cancel', [ownId('cancel'), job.id]);
}

function heardJob(reply, values) {
  if (!jobReplies[reply]) return;
  if (job.cancelled && !job.answered) sendCancel();
  job.answered = true;
  jobReplies[reply].apply(null, values);
}

/** An error of a request that is no job: the daemon's own sentence. */
function heardError(code, message) {
  if (code !== 'job-unknown') {
    if (!job) show('problem', message);
  } else if (job) endJob(LOST);
}

function finishJob() {
  var finished = job;
  endJob(finished.cancelled ? CANCELLED : '');
  if (finished.cancelled) return;
  try {
    var missing = missingStems(finished);
    if (missing.length > 0) throw new Error('An answer was lost (' + missing.join(', ') + ').');
    var clip = clipNow(finished.like);
    checkTiming(placeStems(finished.stems, clip, settings.muteOriginal), TIMING_PASSES);
    if (clip.isChanged) show('problem', CHANGED);
  } catch (error) {
    offerFolder(error.message, finished.stems);
  }
}

/** Work of minutes is not thrown away because it cannot be placed. */
function offerFolder(problem, stems) {
  for (var stem in stems) {
    var folder = folderOf(stems[stem]);
    show('problem', problem + ' No tracks were made; the stems are in ' + folder);
    offerPath(folder);
    return;
  }
  show('problem', problem + ' No tracks were made; the stems are in Stemwright’s output folder.');
}
