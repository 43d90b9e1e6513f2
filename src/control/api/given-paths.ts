/**
 * Given paths: which words of a request name files and folders, by what its route declares, and how they are made absolute. The daemon
 * takes absolute paths only, for it does not know where its clients are; a client that knows can say it in full.
 */
import path from 'node:path';

import { isCapture } from '../../capture/capture-span.js';
import { FILE_INPUT } from '../../live/live.js';
import { takesId, type Route } from './define-route.js';
import type { PathForm } from './field.js';
import { stemFileOf } from '../../jobs/stem-file.js';
import { findRoute } from './routes.js';

/** @param words arguments, the id among them, and options. @returns a word's place -> how a path is written in it */
export function pathsIn(address: string, words: readonly string[]): ReadonlyMap<number, PathForm> {
  const route = findRoute(address);
  return new Map(route === undefined ? [] : placesOf(route, words, 0));
}

/** @param from the place of the route's first argument */
function* placesOf(
  route: Route,
  words: readonly string[],
  from: number,
): Generator<[number, PathForm]> {
  const { arguments: fields, options } = route;
  for (const [index, field] of fields.entries()) {
    const at = from + index;
    if (field.kind === 'text' && field.path !== undefined) yield [at, field.path];
    if (field.kind !== 'values') continue;
    const address = words[from + fields.findIndex(({ name }) => name === field.ofRequest)];
    const inner = address === undefined ? undefined : findRoute(address);
    if (inner === undefined) return;
    for (const place of placesOf(inner, words, takesId(inner) ? at - 1 : at)) {
      // what a control says is no path
      if (words[place[0]]?.startsWith('$') !== true) yield place;
    }
    return;
  }
  for (let at = from + fields.length; at < words.length; at += 2) {
    const option = options.find(({ name }) => name === words[at]);
    if (option?.kind === 'text' && option.path !== undefined) yield [at + 1, option.path];
  }
}

/** The word with its path in full. @param folder that relative paths are relative to */
export function withFullPath(word: string, form: PathForm, folder: string): string {
  const full = (text: string): string =>
    text === '' || isCapture(text) ? text : path.resolve(folder, text);
  const stem = form === 'plain' ? undefined : stemFileOf(word);
  switch (form) {
    case 'plain':
      return full(word);
    case 'named':
      return stem === undefined ? word : `${stem.stem}=${full(stem.path)}`;
    case 'plain-or-named':
      return stem === undefined ? full(word) : `${stem.stem}=${full(stem.path)}`;
    case 'prefixed':
      return word.startsWith(FILE_INPUT) ? FILE_INPUT + full(word.slice(FILE_INPUT.length)) : word;
  }
}
