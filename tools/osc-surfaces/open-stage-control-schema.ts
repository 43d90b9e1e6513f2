/**
 * What an Open Stage Control session may say, of the widgets that ours has: the properties of version 1 by widget
 * (https://openstagecontrol.ammd.net/docs/widgets/properties-reference/). That program ignores what it does not know, such as the
 * label of a fader: so that a misspelt or abandoned property is found here, all others are refused.
 */
import { z } from 'zod';

/** What a property is told by a script: `VAR{name, default}`, alone or within a text. */
const variable = z.string().regex(/VAR\{\w+, [^{}]*\}/);
const place = z.number().nonnegative();
const size = z.number().positive();
const target = z.string().regex(/^[^:]+:\d+$/, 'must be host:port');
const address = z.string().regex(/^\/[^ #*,?[\]]+$|VAR\{/, 'must be an address, not a pattern');
const typeTags = z.string().regex(/^[ifsTF]*$/);

const common = {
  id: z.string().min(1),
  visible: z.union([z.boolean(), variable]).optional(),
};
const placed = {
  ...common,
  left: place,
  top: place,
  width: size,
  height: size,
  colorWidget: z.union([z.literal('auto'), z.string().regex(/^#[\da-f]{6}$/), variable]).optional(),
};
const sends = {
  address,
  preArgs: z.array(z.union([z.string(), z.number()])).optional(),
  typeTags,
  target,
};

const fader = z.strictObject({
  type: z.literal('fader'),
  ...placed,
  interaction: z.boolean().optional(),
  design: z.enum(['default', 'round', 'compact']).optional(),
  pips: z.boolean().optional(),
  doubleTap: z.boolean().optional(),
  /** breakpoints by "min", "max" and percentages; with a label as an object of one entry */
  range: z.record(
    z.string().regex(/^(min|max|\d+(\.\d+)?%)$/),
    z.union([z.number(), z.record(z.string(), z.number())]),
  ),
  default: z.number(),
  decimals: z.int().min(0).max(20).optional(),
  address: address.optional(),
  typeTags: typeTags.optional(),
  target: target.optional(),
  bypass: z.boolean().optional(),
});

const button = z.strictObject({
  type: z.literal('button'),
  ...placed,
  label: z.string(),
  mode: z.enum(['toggle', 'push', 'momentary', 'tap']),
  /** null: the message has no value */
  on: z.number().nullable(),
  off: z.number().optional(),
  ...sends,
});

const input = z.strictObject({
  type: z.literal('input'),
  ...placed,
  numeric: z.boolean(),
  maxLength: z.number().optional(),
  ...sends,
});

const text = z.strictObject({
  type: z.literal('text'),
  ...placed,
  default: z.string(),
  align: z.enum(['center', 'left', 'right']).optional(),
  wrap: z.boolean().optional(),
  address: address.optional(),
});

const script = z.strictObject({
  type: z.literal('variable'),
  id: z.string().min(1),
  address,
  preArgs: z.array(z.string()),
  onCreate: z.string().optional(),
  onValue: z.string(),
});

export const sessionSchema = z.strictObject({
  createdWith: z.literal('Open Stage Control'),
  version: z.string().regex(/^1\.\d+\.\d+$/),
  type: z.literal('session'),
  content: z.strictObject({
    type: z.literal('root'),
    id: z.literal('root'),
    tabs: z.tuple([]),
    widgets: z.array(z.discriminatedUnion('type', [fader, button, input, text, script])),
  }),
});

export type Session = z.infer<typeof sessionSchema>;
export type Widget = Session['content']['widgets'][number];
/** One that is seen. */
export type PlacedWidget = Exclude<Widget, { type: 'variable' }>;

export function isPlaced(widget: Widget): widget is PlacedWidget {
  return widget.type !== 'variable';
}
