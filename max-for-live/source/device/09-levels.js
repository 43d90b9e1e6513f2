/*
 * Levels of live stems, both ways: a control that is touched tells the daemon, and the daemon's word for a level, whoever gave it,
 * moves the control. What controls say while a Set loads is not a touch: nothing is sent then, and the daemon's levels are shown.
 */
var FOLDED_WIDTH = 472;
var UNFOLDED_WIDTH = 840;
/** of a dial */
var LEAST_DB = -60;
var MOST_DB = 12;
/** so long after a touch the daemon's echo of it does not move the control under the hand */
var OWN_HAND_MS = 500;

var levels = { isUnfolded: false, touchedMs: {} };

function unfoldLevels(isUnfolded) {
  levels.isUnfolded = isUnfolded;
  tell('width', isUnfolded ? UNFOLDED_WIDTH : FOLDED_WIDTH);
  ['Levels divider', 'Levels label', 'Levels hint'].forEach(function (name) {
    showBox(name, isUnfolded);
  });
  for (var slot = 1; slot <= SLOTS; slot++) showLevel(slot);
}

function showLevel(slot) {
  var isShown = levels.isUnfolded && stems.length >= slot;
  ['Level ', 'Mute ', 'Solo '].forEach(function (name) {
    showBox(name + slot, isShown);
  });
}

function askLevels() {
  send('/stemwright/live/status', [ownId('levels')]);
}

/** @param address of the request that sets it */
function touchLevel(slot, control, address, value) {
  var look = stems[slot - 1];
  if (!isLoaded || !look) return;
  levels.touchedMs[control + slot] = nowMs();
  send(address, [look.stem, value]);
}

function heardLevel(stem, gainDb, muted, soloed) {
  var slot = stemNames().indexOf(stem) + 1;
  if (slot < 1 || slot > SLOTS) return;
  followLevel('Level ' + slot, 'gain' + slot, Math.max(LEAST_DB, Math.min(MOST_DB, gainDb)));
  followLevel('Mute ' + slot, 'mute' + slot, muted);
  followLevel('Solo ' + slot, 'solo' + slot, soloed);
}

/** "set" moves a control without a word from it. */
function followLevel(name, control, value) {
  if (nowMs() - (levels.touchedMs[control] || -OWN_HAND_MS) < OWN_HAND_MS) return;
  patcher.getnamed(name).message('set', value);
}
