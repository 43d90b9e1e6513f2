/**
 * Shown value: what a file, a variable or a flag says, as JSON that may stand in a sentence: short, however long or deep it is.
 */
const MOST_CHARACTERS = 80;
/** JSON.stringify calls itself for each */
const MOST_LEVELS = 3;

/** @param value of JSON */
export function shownValue(value: unknown): string {
  const shown = Array.from(JSON.stringify(pruned(value, MOST_LEVELS)));
  if (shown.length <= MOST_CHARACTERS) return shown.join('');
  return `${shown.slice(0, MOST_CHARACTERS).join('')}…`;
}

function pruned(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return '…';
  if (Array.isArray(value)) return value.map((entry) => pruned(entry, levels - 1));
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([name, entry]) => [name, pruned(entry, levels - 1)]));
}
