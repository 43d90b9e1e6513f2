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
