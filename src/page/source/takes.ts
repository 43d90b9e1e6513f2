/**
 * Takes: of a stem the sound that was separated, and those that were imputed anew to fit the others. Which one is kept this browser
 * remembers: the files stay as they are.
 */
import { isRecord } from './read-reply.js';
import type { Result, StemSound } from './read-results.js';

export interface Take {
  /** of the result that it lies in */
  readonly resultId: string;
  readonly sound: StemSound;
}

/** Of one result. */
export interface TakeChoice {
  /** stem -> the id of the result whose take is heard */
  readonly heard: ReadonlyMap<string, string>;
  /** addresses of takes that are not shown any more, for another was kept */
  readonly dismissed: ReadonlySet<string>;
}

/** @param results all there are, the newest first. @returns by stem: the result's own sound first, then the others, the oldest first */
export function takesOf(
  results: readonly Result[],
  { id, stems }: Result,
  { dismissed }: TakeChoice,
): ReadonlyMap<string, readonly Take[]> {
  const imputed = results.filter(({ takeOf, isFinished }) => takeOf === id && isFinished).reverse();
  const takes = imputed.flatMap(({ id: resultId, stems: own }) =>
    own.map((sound) => ({ resultId, sound })),
  );
  return new Map(
    stems.map((sound) => [
      sound.stem,
      [
        { resultId: id, sound },
        ...takes.filter(
          (take) => take.sound.stem === sound.stem && !dismissed.has(take.sound.address),
        ),
      ],
    ]),
  );
}

export function hearing({ heard, dismissed }: TakeChoice, { resultId, sound }: Take): TakeChoice {
  return { heard: new Map([...heard, [sound.stem, resultId]]), dismissed };
}

/** @param takes of the stem; the first, which was separated, is always there */
export function keeping(choice: TakeChoice, take: Take, takes: readonly Take[]): TakeChoice {
  const others = takes.slice(1).filter(({ resultId }) => resultId !== take.resultId);
  const dismissed = [...choice.dismissed, ...others.map(({ sound }) => sound.address)];
  return { ...hearing(choice, take), dismissed: new Set(dismissed) };
}

/** Of a result, by its folder: another daemon's results may have the same names. */
function storageKey({ folder }: Pick<Result, 'folder'>): string {
  return `takes of ${folder}`;
}

export function rememberTakes(result: Pick<Result, 'folder'>, choice: TakeChoice): void {
  const heard = Object.fromEntries(choice.heard);
  const text = JSON.stringify({ heard, dismissed: [...choice.dismissed] });
  localStorage.setItem(storageKey(result), text);
}

export function rememberedTakes(result: Pick<Result, 'folder'>): TakeChoice {
  const value: unknown = JSON.parse(localStorage.getItem(storageKey(result)) ?? '{}');
  const { heard, dismissed } = isRecord(value) ? value : {};
  const ids = Object.entries(isRecord(heard) ? heard : {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const addresses: readonly unknown[] = Array.isArray(dismissed) ? dismissed : [];
  return {
    heard: new Map(ids),
    dismissed: new Set(addresses.filter((address) => typeof address === 'string')),
  };
}

/** What is kept of its takes stays so under another name. @param folder where it lies now */
export function moveRememberedTakes(result: Pick<Result, 'folder'>, folder: string): void {
  const text = localStorage.getItem(storageKey(result));
  if (text === null) return;
  localStorage.removeItem(storageKey(result));
  localStorage.setItem(storageKey({ folder }), text);
}
