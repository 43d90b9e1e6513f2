/**
 * Address patterns of OSC 1.0, matched part by part between slashes:
 *
 *   ?  any character     *  any number of them     [a-f!]  one of these, [!a-f] none of them     {foo,bar}  one of these words
 *
 * All ways through a part are followed at once, a set of places in the text for each piece of the pattern. So a match takes at most
 * (characters of the pattern) x (characters of the address), whatever the pattern is; what is longer than any surface sends is refused.
 */

/** Characters that OSC gives to patterns. */
const PATTERN = /[*?[\]{}]/;

/** The longest that is looked at. */
export const MOST_PATTERN_CHARACTERS = 128;

/** What a pattern's part is made of. */
type Piece =
  | { readonly kind: 'run' }
  | { readonly kind: 'one'; readonly takes: (character: string) => boolean }
  | { readonly kind: 'words'; readonly words: readonly string[] };

/** Whether an address has characters that OSC gives to patterns. */
export function isPattern(address: string): boolean {
  return PATTERN.test(address);
}

/** @returns what tells whether an address matches, or undefined for what is no pattern: a bracket is not closed, or it is too long */
export function readPattern(pattern: string): ((address: string) => boolean) | undefined {
  if (pattern.length > MOST_PATTERN_CHARACTERS) return undefined;
  const parts: ((text: string) => boolean)[] = [];
  for (const part of pattern.split('/')) {
    const pieces = piecesOf(part);
    if (pieces === undefined) return undefined;
    parts.push(matcher(pieces));
  }
  return (address) => {
    const texts = address.split('/');
    return texts.length === parts.length && parts.every((part, at) => part(texts[at]!));
  };
}

/** Many addresses have the same parts: each text is looked at once. */
function matcher(pieces: readonly Piece[]): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    const verdict = known.get(text) ?? matches(pieces, text);
    known.set(text, verdict);
    return verdict;
  };
}

function piecesOf(part: string): Piece[] | undefined {
  const pieces: Piece[] = [];
  for (let at = 0; at < part.length; at++) {
    const character = part[at]!;
    if (character === '[' || character === '{') {
      const end = part.indexOf(character === '[' ? ']' : '}', at);
      if (end < 0) return undefined;
      const inner = part.slice(at + 1, end);
      if (character === '[') pieces.push({ kind: 'one', takes: oneOf(inner) });
      else pieces.push({ kind: 'words', words: inner.split(',') });
      at = end;
    } else if (character === ']' || character === '}') return undefined;
    else if (character === '*') {
      if (pieces.at(-1)?.kind !== 'run') pieces.push({ kind: 'run' });
    } else if (character === '?') pieces.push({ kind: 'one', takes: () => true });
    else pieces.push({ kind: 'one', takes: (other) => other === character });
  }
  return pieces;
}

/** @param inner what stands between brackets; a minus at its end is itself */
function oneOf(inner: string): (character: string) => boolean {
  const isNegated = inner.startsWith('!');
  const ranges: (readonly [least: string, most: string])[] = [];
  for (let at = isNegated ? 1 : 0; at < inner.length; at++) {
    const isRange = inner[at + 1] === '-' && at + 2 < inner.length;
    ranges.push([inner[at]!, inner[isRange ? at + 2 : at]!]);
    if (isRange) at += 2;
  }
  return (character) =>
    ranges.some(([least, most]) => least <= character && character <= most) !== isNegated;
}

function matches(pieces: readonly Piece[], text: string): boolean {
  /** by place in the text: 1 where the pieces so far can end */
  let ends = new Uint8Array(text.length + 1);
  ends[0] = 1;
  for (const piece of pieces) {
    ends = after(piece, ends, text);
    if (!ends.includes(1)) return false;
  }
  return ends[text.length] === 1;
}

function after(piece: Piece, ends: Uint8Array, text: string): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(ends.length);
  if (piece.kind === 'run') return next.fill(1, ends.indexOf(1));
  for (let at = 0; at < ends.length; at++) {
    if (ends[at] === 0) continue;
    if (piece.kind === 'words') {
      for (const word of piece.words) if (text.startsWith(word, at)) next[at + word.length] = 1;
    } else if (at < text.length && piece.takes(text[at]!)) next[at + 1] = 1;
  }
  return next;
}
