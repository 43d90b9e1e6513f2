/*
 * The models that the daemon has: which it works with, and which separates a mix before stems are added to it.
 */
var THE_MODEL = 'the model';
var SEPARATES = /(^|,)separate(,|$)/;

/** names: usable ones; separators: those that separate, behind "the model" */
var models = { heard: [], names: [], separators: [], shown: '' };

function askModels() {
  models.heard = [];
  send('/stemwright/model/list', [ownId('models')]);
}

function heardModels(reply, values) {
  if (reply === 'model/list.reply') {
    if (Number(values[1])) models.heard.push({ name: values[0], tasks: String(values[4]) });
  } else if (reply === 'done') showModels();
}

function showModels() {
  models.names = models.heard.map(function (model) {
    return model.name;
  });
  models.separators = models.heard
    .filter(function (model) {
      return SEPARATES.test(model.tasks);
    })
    .map(function (model) {
      return model.name;
    });
  fillMenu('Separator', [THE_MODEL].concat(models.separators), 0);
  settings.separator = '';
  models.shown = '';
  showModel(stemsRequest.model);
}

/** The daemon's word: another client may have chosen it. */
function showModel(name) {
  var index = models.names.indexOf(name);
  if (index < 0 || models.shown === name) return;
  models.shown = name;
  fillMenu('Model', models.names, index);
}

function chooseModel(index) {
  var name = models.names[index];
  if (!isLoaded || name === undefined || name === models.shown) return;
  if (job) {
    show('problem', 'A job is running. Cancel it first.');
    models.shown = '';
    showModel(stemsRequest.model);
    return;
  }
  show('problem', '');
  show('stage', 'changing model');
  send('/stemwright/model/load', [ownId('load'), name]);
}

function heardLoad(reply, values) {
  if (!job) show('stage', 'ready');
  if (reply === 'error') show('problem', values[1]);
  models.shown = '';
  askStems();
}
