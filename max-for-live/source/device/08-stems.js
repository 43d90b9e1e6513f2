/*
 * The stems of the daemon's model, and the view's eight slots for them: a slot shows its stem's label and colour, and is hidden
 * without one. The daemon is asked again and again, for an answer may be lost and the model may change.
 */
var SLOTS = 8;
var STEMS_TICKS = 4;
var OLDER_DAEMON = 'Stemwright is older than this device. Update it.';
var NO_VOCALS = 'No vocals in this model';
var VOCALS = /vocal|voice|vox|sing/i;
/** of the menu of what the clip plays, behind the stems */
var MIX = 'a mix';

/** shown: [{stem, label, colour, aliases}] in the model's order, `colour` as a number */
var stems = [];
/** heard: the answer as far as it has come */
var stemsRequest = { count: 0, id: '', ticks: 0, heard: [], model: '' };

function tickStems() {
  stemsRequest.ticks += 1;
  if (stemsRequest.ticks >= STEMS_TICKS) askStems();
}

function askStems() {
  stemsRequest.count += 1;
  stemsRequest.id = ownId('stems-' + stemsRequest.count);
  stemsRequest.ticks = 0;
  stemsRequest.heard = [];
  send('/stemwright/model/stems', [stemsRequest.id]);
  if (models.names.length === 0) askModels();
}

function heardStems(reply, values) {
  if (reply === 'model/stem') {
    stemsRequest.model = values[0];
    stemsRequest.heard.push({
      stem: values[1],
      label: values[2],
      colour: parseInt(String(values[3]).slice(1), 16),
      aliases: String(values[4] || ''),
    });
  } else if (reply === 'done') showStems(stemsRequest.heard);
  else if (reply === 'error') {
    if (values[0] === 'bad-message') show('problem', OLDER_DAEMON);
    else heardError(values[0], values[1]);
  }
}

/** Fills the slots anew where the stems or their looks are others than before. */
function showStems(heard) {
  showModel(stemsRequest.model);
  if (JSON.stringify(heard) === JSON.stringify(stems)) return;
  stems = heard;
  for (var slot = 1; slot <= SLOTS; slot++) fillSlot(slot, stems[slot - 1]);
  var labels = stems.slice(0, SLOTS).map(function (look) {
    return look.label;
  });
  settings.role = Math.min(settings.role, labels.length);
  fillMenu('Clip plays', labels.concat([MIX]), settings.role);
  var sings = stems.some(function (look) {
    return VOCALS.test(look.stem + ' ' + look.aliases);
  });
  show('voices', sings ? '' : NO_VOCALS);
  askLevels();
}

function fillMenu(name, words, chosen) {
  var menu = patcher.getnamed(name);
  menu.message.apply(menu, ['_parameter_range'].concat(words));
  menu.message('set', chosen);
}

function fillSlot(slot, look) {
  showBox('Want ' + slot, look);
  showLevel(slot);
  if (!look) return;
  var want = patcher.getnamed('Want ' + slot);
  want.message('text', look.label);
  want.message('texton', look.label);
  colourBox(want, 'activebgoncolor', look.colour);
  var level = patcher.getnamed('Level ' + slot);
  level.message('_parameter_shortname', look.label);
  colourBox(level, 'activedialcolor', look.colour);
  colourBox(level, 'activeneedlecolor', look.colour);
}

function colourBox(box, attribute, colour) {
  box.message(
    attribute,
    (colour >> 16) / 255,
    ((colour >> 8) & 255) / 255,
    (colour & 255) / 255,
    1
  );
}

/** @return what is known of a stem, also of one that the model no longer has */
function lookOf(stem) {
  for (var index = 0; index < stems.length; index++) {
    if (stems[index].stem === stem) return stems[index];
  }
  return { stem: stem, label: stem };
}

function stemNames() {
  return stems.map(function (look) {
    return look.stem;
  });
}

function chosenStems(except) {
  return stemNames().filter(function (stem, index) {
    return !settings.unwanted[index + 1] && stem !== except;
  });
}
