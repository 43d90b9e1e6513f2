/**
 * Stem looks: what a model's stems are called and coloured wherever people see them, the same in every DAW. From the card; what
 * a card leaves out is derived here, so that cards without looks can be read.
 */
import type { CardStemLook } from './card-fields.js';
import type { ModelCard } from './model-card.js';

export interface StemLook extends Required<CardStemLook> {
  /** the stem's name in files and requests */
  readonly stem: string;
}

/** How many stems a surface with a fixed set of controls has room for. */
export const STEM_SLOTS = 8;

/** By the stem's place in its model; after the last comes the first again. */
const PALETTE = [
  '#4a90e2',
  '#e8803a',
  '#5cb85c',
  '#a46ed4',
  '#d65c70',
  '#40b2b2',
  '#d4b43c',
  '#8c8c96',
] as const;

/** In the order of the model's stems. */
export function stemLooks({
  stems,
  stemLooks: chosen = {},
}: Pick<ModelCard, 'stems' | 'stemLooks'>): StemLook[] {
  return stems.map((stem, index) => ({
    stem,
    label: capitalised(stem),
    colour: PALETTE[index % PALETTE.length]!,
    aliases: [],
    ...chosen[stem],
  }));
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
