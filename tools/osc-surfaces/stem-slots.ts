/**
 * The slots of an Open Stage Control session: controls for eight stems, each hidden until the daemon has said which stem it is for.
 *
 * A control's stem, label and colour are variables of its widget; a script sets them when a reply /stemwright/model/stem comes
 * (https://openstagecontrol.ammd.net/docs/widgets/scripting/).
 */
import { REPLIES } from '../../src/control/api/replies.js';
import { STEM_SLOTS } from '../../src/model/stem-looks.js';
import { SURFACE_ID } from './osc-controls.js';

/** Slots by name, in order. */
export const SLOTS = Array.from({ length: STEM_SLOTS }, (_, index) => String(index + 1));

/** Properties of a slot's widget: what the script has said, or hidden. */
export const SLOT_PROPERTIES = {
  visible: 'VAR{visible, false}',
  label: 'VAR{label, stem}',
  colorWidget: 'VAR{colour, auto}',
  preArgs: ['VAR{stem, stem}'],
} as const;

/**
 * The widget that hears of the model's stems and fills the slots, in the order in which stems are first named.
 * @param kinds names of a slot's controls: "gain" for the widgets "gain 1" to "gain 8"
 * @param ask where and what it asks when the session is opened
 */
export function slotFiller(kinds: readonly string[], ask: { target: string; address: string }) {
  return {
    type: 'variable',
    id: 'stems',
    address: REPLIES.modelStem.address,
    preArgs: [SURFACE_ID],
    onCreate: `send('${ask.target}', '${ask.address}', {type: 's', value: '${SURFACE_ID}'})`,
    onValue: [
      'const [model, stem, label, colour] = value',
      `const each = (slot, name, is) => ${JSON.stringify(kinds)}.forEach((kind) => setVar(kind + ' ' + slot, name, is))`,
      'if (locals.model !== model) {',
      '  locals.model = model',
      '  locals.stems = []',
      `  for (let slot = 1; slot <= ${STEM_SLOTS}; slot++) each(slot, 'visible', false)`,
      '}',
      'if (!locals.stems.includes(stem)) locals.stems.push(stem)',
      'const slot = locals.stems.indexOf(stem) + 1',
      `if (slot <= ${STEM_SLOTS}) {`,
      "  each(slot, 'stem', stem)",
      "  each(slot, 'label', label)",
      "  each(slot, 'colour', colour)",
      "  each(slot, 'visible', true)",
      '}',
    ].join('\n'),
  };
}
