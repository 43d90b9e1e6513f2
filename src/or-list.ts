/**
 * Or list: words as a sentence names what can be chosen: "a, b or c".
 */

/** The formatter is made when it is asked for: loading what it knows of languages costs a start 20 ms. */
export function orList(words: Iterable<string>): string {
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(words);
}
