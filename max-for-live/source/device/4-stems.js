/*
 * The stems of the daemon's model, and the view's eight slots for them: a slot shows its stem's label and colour, and is hidden
 * without one. The daemon is asked again and again, for an answer may be lost and the model may change.
 */
var SLOTS = 8;
var STEMS_TICKS = 4;
var OLDER_DAEMON = 'Stemwright is older than this device. Update it.';

/** shown: [{stem, label, colour}] in the model's order, `colour` as a number */
var stems = [];
/** heard: the answer as far as it has come */
var stemsRequest = { count: 0, id: '', ticks: 0, heard: [] };
/** what controls of empty slots have said, until there is a stem in them */
var waitingControls = {};

function tickStems() {
  if (stemsRequest.ticks % STEMS_TICKS === 0) {
    stemsRequest.count += 1;
    stemsRequest.id = 'stems-' + stemsRequest.count;
    stemsRequest.heard = [];
    send('/stemwright/model/stems', [stemsRequest.id]);
  }
  stemsRequest.ticks += 1;
}

function heardStems(reply, values) {
  if (reply === 'model/stem') {
    stemsRequest.heard.push({
      stem: values[1],
      label: values[2],
      colour: parseInt(String(values[3]).slice(1), 16),
    });
  } else if (reply === 'done') showStems(stemsRequest.heard);
  else if (reply === 'error') {
    if (values[0] === 'bad-message') show('problem', OLDER_DAEMON);
    else heardError(values[0], values[1]);
  }
}

/** Fills the slots anew where the stems or their looks are others than before. */
function showStems(heard) {
  if (JSON.stringify(heard) === JSON.stringify(stems)) return;
  stems = heard;
  for (var slot = 1; slot <= SLOTS; slot++) fillSlot(slot, stems[slot - 1]);
  var labels = stems.slice(0, SLOTS).map(function (look) {
    return look.label;
  });
  settings.role = Math.min(settings.role, labels.length - 1);
  var menu = patcher.getnamed('Clip plays');
  menu.message.apply(menu, ['_parameter_range'].concat(labels));
  menu.message('set', settings.role);
}

function fillSlot(slot, look) {
  ['Want', 'Level', 'Mute', 'Solo'].forEach(function (name) {
    patcher.getnamed(name + ' ' + slot).hidden = look ? 0 : 1;
  });
  if (!look) return;
  var want = patcher.getnamed('Want ' + slot);
  want.message('text', look.label);
  want.message('texton', look.label);
  colourBox(want, 'activebgoncolor', look.colour);
  var level = patcher.getnamed('Level ' + slot);
  level.message('_parameter_shortname', look.label);
  colourBox(level, 'activedialcolor', look.colour);
  colourBox(level, 'activeneedlecolor', look.colour);
  for (var control in waitingControls[slot]) waitingControls[slot][control](look.stem);
  delete waitingControls[slot];
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

/** Tells what a slot's control says of its stem, now or when there is one. */
function inSlot(slot, control, tell) {
  var look = stems[slot - 1];
  if (look) tell(look.stem);
  else {
    waitingControls[slot] = waitingControls[slot] || {};
    waitingControls[slot][control] = tell;
  }
}

/** @return what is known of a stem, also of one that the model no longer has */
function lookOf(stem) {
  for (var index = 0; index < stems.length; index++) {
    if (stems[index].stem === stem) return stems[index];
  }
  return { stem: stem, label: stem };
}
