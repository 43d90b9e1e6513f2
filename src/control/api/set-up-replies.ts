/**
 * Replies about the machine, the settings, the log and the MIDI map; part of the one table of replies (replies.ts).
 */
import type { ReplyDeclaration } from './reply-fields.js';

export const SET_UP_REPLIES = {
  soundDevice: {
    address: '/stemwright/device/list.reply',
    fields: [
      { kind: 'text', name: 'name' },
      { kind: 'text', name: 'hostApi' },
      { kind: 'integer', name: 'inputs' },
      { kind: 'integer', name: 'outputs' },
      { kind: 'number', name: 'rateHz' },
    ],
    description:
      'one message a sound device: its name in requests, the system it is reached by, its channels, and the rate it prefers',
  },
  finding: {
    address: '/stemwright/doctor.reply',
    fields: [
      { kind: 'text', name: 'part' },
      { kind: 'text', name: 'state' },
      { kind: 'prose', name: 'detail' },
    ],
    description:
      'one message a part; states: good, missing (works without it), untested, broken (stems cannot be separated)',
  },
  setting: {
    address: '/stemwright/config/get.reply',
    fields: [
      { kind: 'text', name: 'name' },
      { kind: 'flag', name: 'open' },
      { kind: 'prose', name: 'value' },
      { kind: 'prose', name: 'from' },
      { kind: 'prose', name: 'next' },
      { kind: 'prose', name: 'meaning' },
      { kind: 'rest', name: 'choices' },
    ],
    description:
      'one message a setting: whether `/stemwright/config/set` may change it, what the daemon runs with, where that was found, and what it would run with if it were started again now; "-" for none, "(set)" for a secret; last the words that it may be, where those are few',
  },
  logLine: {
    address: '/stemwright/log/tail.reply',
    fields: [
      { kind: 'text', name: 'time' },
      { kind: 'text', name: 'level' },
      { kind: 'prose', name: 'message' },
    ],
    description:
      'one message a line, the oldest first; the time as in ISO 8601; levels: info, warn, error',
  },
  midiControl: {
    address: '/stemwright/midi/map.reply',
    fields: [
      { kind: 'text', name: 'control' },
      { kind: 'text', name: 'address' },
      { kind: 'rest', name: 'argument' },
    ],
    description:
      'one message a control: what it is called, the request it makes, and the arguments of that without an id, as in the map file',
  },
} as const satisfies Record<string, ReplyDeclaration>;
