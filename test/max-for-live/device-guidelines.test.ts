/**
 * The device against Ableton's production guidelines for Max for Live (github.com/Ableton/maxdevtools, m4l-production-guidelines), as
 * far as a patcher shows it; the rest is in the table of max-for-live/README.md.
 */
import assert from 'node:assert/strict';

import type { Box } from '../../max-for-live/source/patcher-builder.js';
import { stemwrightPatcher } from '../../max-for-live/source/patcher.js';
import { FOLDED_WIDTH } from '../../max-for-live/source/view.js';

const { patcher } = stemwrightPatcher();
const BOXES = patcher.boxes.map(({ box }) => box);
const LIVE_CONTROLS = BOXES.filter(({ maxclass }) =>
  /^live\.(text|menu|numbox|dial)$/.test(maxclass),
);
/** of `parameter_invisible` */
const [AUTOMATED, STORED, HIDDEN] = [0, 1, 2];

function parameterOf(box: Box): Record<string, unknown> {
  return (box['saved_attribute_attributes'] as { valueof: Record<string, unknown> }).valueof;
}

const named = (visibility: number) =>
  LIVE_CONTROLS.filter((box) => parameterOf(box)['parameter_invisible'] === visibility).map((box) =>
    String(box['varname']),
  );

describe('The Max for Live device, by Ableton’s guidelines,', () => {
  it('says in the Info View what each control is, by a title and a sentence', () => {
    const operated = [...LIVE_CONTROLS, ...BOXES.filter(({ maxclass }) => maxclass === 'textedit')];
    assert.ok(operated.length > 40);
    for (const box of operated) {
      assert.equal(box['annotation_name'], box['varname']);
      assert.match(String(box['annotation']), /^[A-Z].{14,}\.$/, String(box['varname']));
    }
  });

  it('acts on Mouse Up, draws as Live does, in Ableton Sans and in the theme’s colours', () => {
    const appearance: Record<string, number> = { 'live.text': 2, 'live.numbox': 4, 'live.menu': 1 };
    for (const box of LIVE_CONTROLS) {
      assert.equal(box['appearance'], appearance[box.maxclass], String(box['varname']));
      if (box.maxclass === 'live.text') assert.equal(box['outputmode'], 1);
      assert.equal(box['bgcolor'], undefined);
    }
    for (const box of BOXES.filter(
      ({ presentation, text }) => presentation && text !== undefined,
    )) {
      assert.equal(box['fontname'], 'Ableton Sans Medium', String(box['varname']));
    }
  });

  it('lets only Separate be mapped, keeps settings, and hides what the script sets or a button is', () => {
    assert.deepEqual(named(AUTOMATED), ['Separate']);
    const settings = named(STORED).filter((name) => !name.startsWith('Want '));
    assert.deepEqual(settings, [
      'Preset',
      'Seconds',
      'Clip plays',
      'Mute original',
      'Whole file',
      'Port',
      'Live levels',
    ]);
    const hidden = named(HIDDEN).filter((name) => !/^(Level|Mute|Solo) \d$/.test(name));
    assert.deepEqual(hidden, ['Start', 'Accompany', 'Generate', 'Cancel', 'Model', 'Separator']);
  });

  it('has names of its own for all parameters, whole pixels, and is as wide as its view without levels', () => {
    for (const box of LIVE_CONTROLS) {
      assert.equal(parameterOf(box)['parameter_longname'], box['varname']);
      assert.ok(box.presentation_rect!.every(Number.isInteger), String(box['varname']));
    }
    assert.equal(patcher['devicewidth'], FOLDED_WIDTH);
    const shown = BOXES.filter((box) => box.presentation_rect && box['hidden'] === undefined);
    const rights = shown.map(({ presentation_rect: rect }) => rect![0] + rect![2]);
    const lefts = shown.map(({ presentation_rect: rect }) => rect![0]);
    assert.ok(Math.max(...rights) <= FOLDED_WIDTH);
    assert.equal(Math.min(...lefts), FOLDED_WIDTH - Math.max(...rights));
  });

  it('mutes the original by default, and begins with words that do not flash by', () => {
    const box = (name: string) => BOXES.find((each) => each['varname'] === name)!;
    assert.deepEqual(parameterOf(box('Mute original'))['parameter_initial'], [1]);
    assert.equal(box('version').text, 'looking');
    assert.equal(box('stage').text, '');
  });
});
