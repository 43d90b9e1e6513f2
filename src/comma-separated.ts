/**
 * Comma-separated words, as people write lists of names.
 */

export function commaSeparated(text: string): string[] {
  return text.split(',').map((word) => word.trim());
}

/** @returns undefined where a name is empty or repeated */
export function distinctNames(text: string): string[] | undefined {
  const names = commaSeparated(text);
  return names.includes('') || new Set(names).size !== names.length ? undefined : names;
}
