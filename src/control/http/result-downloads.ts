/**
 * Result downloads: what of a result is offered as a file: a stem, all stems in a zip, or their mix as it is heard. Of a stem that was
 * imputed anew the take that is asked for.
 */
import { ifMissing } from '../../file-errors.js';
import { stat } from '../../file-system.js';
import type { Parsed } from '../../json-file.js';
import { OperationalError } from '../../operational-error.js';
import { attachment } from './attachment.js';
import { mixRange } from './mix-range.js';
import type { downloadSchema } from './request-schema.js';
import type { Results } from './results.js';
import { soundRange } from './sound-range.js';
import type { StemOfResult } from './stem-of-result.js';
import { zipOfStems } from './zip-of-stems.js';

type Wish = Parsed<typeof downloadSchema>;

/** @throws OperationalError `input-missing`; the download itself: as openWav and openMix */
export function downloadOf(results: Results, wish: Wish): () => Promise<Response> {
  const { result, stem, gains } = wish;
  const takes = new Map(Object.entries(wish.takes));
  const taken = (name: string) => results.stem(takes.get(name) ?? result, name);
  if (stem !== undefined) {
    const sound = taken(stem);
    return () => asFile(`${stem}.wav`, soundRange(sound, undefined));
  }
  const stems = new Map<string, StemOfResult>();
  for (const name of results.stems(result).keys()) stems.set(name, taken(name));
  if (gains === undefined) return async () => zipOfStems(result, await thoseThere(stems));
  const gainOf = new Map(Object.entries(gains));
  return async () => {
    const lanes = [...(await thoseThere(stems))].map(([name, sound]) => {
      return { stem: sound, gain: gainOf.get(name) ?? 1 };
    });
    return asFile(`${result} mix.wav`, mixRange(lanes, undefined));
  };
}

/** The page does not show those that somebody has deleted. @throws OperationalError `input-missing` where none is left */
async function thoseThere(
  stems: ReadonlyMap<string, StemOfResult>,
): Promise<ReadonlyMap<string, StemOfResult>> {
  const there = new Map<string, StemOfResult>();
  for (const [name, sound] of stems) {
    const facts = await stat(sound.path).catch(ifMissing(undefined));
    if (facts !== undefined) there.set(name, sound);
  }
  if (there.size > 0) return there;
  throw new OperationalError('input-missing', 'The stems of this result are not there any more.');
}

async function asFile(name: string, sound: Promise<Response>): Promise<Response> {
  const response = await sound;
  response.headers.set('content-disposition', attachment(name));
  return response;
}
