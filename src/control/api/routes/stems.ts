/**
 * Routes of single live stems, an address a control, as surfaces expect it whose controls send one value and follow one address.
 */
import { GAIN_RANGE_DB } from '../../../live/session/stem-levels.js';
import { defineRoute } from '../define-route.js';
import { STEM_FADER_DB } from '../fader-law.js';
import { moveStemControl } from '../stem-controls.js';

const STEM = { kind: 'text', name: 'stem', description: 'one of the model’s' } as const;
const SWITCH = { kind: 'integer', least: 0, most: 1 } as const;

export const STEM_ROUTES = [
  defineRoute({
    address: '/stemwright/live/<stem>/gain',
    arguments: [STEM, { kind: 'number', name: 'gainDb', ...GAIN_RANGE_DB }],
    replies: [],
    last: undefined,
    description:
      'Level of a stem, by an address of its own. Subscribers are told it at the same address.',
    handle({ stem, gainDb }, { engine }) {
      moveStemControl(engine.live, stem, 'gain', gainDb);
    },
  }),
  defineRoute({
    address: '/stemwright/live/<stem>/fader',
    arguments: [
      STEM,
      {
        kind: 'number',
        name: 'position',
        least: 0,
        most: 1,
        description: `the same level by a fader’s taper: ${STEM_FADER_DB.to} dB at 1, 18 dB less halfway, ${STEM_FADER_DB.from} dB at 0`,
      },
    ],
    replies: [],
    last: undefined,
    description:
      'Level of a stem as a fader stands. Subscribers are told it at the same address, so that motor faders follow.',
    handle({ stem, position }, { engine }) {
      moveStemControl(engine.live, stem, 'fader', position);
    },
  }),
  defineRoute({
    address: '/stemwright/live/<stem>/mute',
    arguments: [STEM, { ...SWITCH, name: 'muted' }],
    replies: [],
    last: undefined,
    description:
      'Mutes a stem, by an address of its own. Subscribers are told it at the same address.',
    handle({ stem, muted }, { engine }) {
      moveStemControl(engine.live, stem, 'mute', muted);
    },
  }),
  defineRoute({
    address: '/stemwright/live/<stem>/solo',
    arguments: [STEM, { ...SWITCH, name: 'soloed' }],
    replies: [],
    last: undefined,
    description:
      'Solos a stem, by an address of its own. Subscribers are told it at the same address.',
    handle({ stem, soloed }, { engine }) {
      moveStemControl(engine.live, stem, 'solo', soloed);
    },
  }),
];
