/**
 * Reaper's list of actions, reaper-kb.ini: lines for scripts of ours put in and taken out as text; every other byte stays.
 *
 *   SCR 4 0 RSdb6...f21 "Custom: Stemwright - Cancel.lua" "Stemwright/Stemwright - Cancel.lua"
 *
 * That is a script (4: asks nothing when it runs already) of the main section (0), by its id, its name in the list and its path below
 * Scripts. The lines go to the top, whole, behind a byte order mark if there is one, so that taking them out leaves what was there.
 * Ours are those with our ids, which follow from the scripts' names alone: shortcuts and toolbars that name them hold through
 * updates.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';

export interface ReaperAction {
  readonly id: string;
  /** below Scripts, with "/" */
  readonly file: string;
}

const MAIN_SECTION = '0';

export function actionOf(file: string): ReaperAction {
  const digest = createHash('sha1')
    .update(`stemwright/${path.posix.basename(file)}`)
    .digest('hex');
  return { id: `RS${digest}`, file };
}

export interface Listing {
  readonly text: string;
  /** that the list had already under another id: the user has loaded the script */
  readonly known: readonly ReaperAction[];
}

/** Whether what is ASCII in it is a byte each, so that lines can be put in and taken out. @param text a byte a character */
export function isAsciiBased(text: string): boolean {
  return !text.includes('\0') && !/^(\xff\xfe|\xfe\xff)/.test(text);
}

/**
 * @param text of the file, a byte a character, in any encoding whose ASCII is ASCII
 * @param separator of paths on that system
 */
export function withActions(
  text: string,
  actions: readonly ReaperAction[],
  separator: string,
): Listing {
  const ids = new Set(actions.map(({ id }) => id));
  const [mark, rest] = splitMark(text);
  const lines = linesOf(rest);
  const scripts = lines.flatMap((line) => scriptOf(line) ?? []);
  const known = actions.filter(({ file }) =>
    scripts.some(
      (script) =>
        script.section === MAIN_SECTION && !ids.has(script.id) && leadsTo(script.file, file),
    ),
  );
  const listed = actions.filter((action) => !known.includes(action));
  const isListed = ({ id, file }: ReaperAction) =>
    scripts.some((script) => script.id === id && leadsTo(script.file, file));
  if (listed.every(isListed)) return { text, known };
  const end = lines.some((line) => line.endsWith('\r\n')) || (rest === '' && separator === '\\');
  const ours = listed.map((action) => `${lineOf(action, separator)}${end ? '\r\n' : '\n'}`);
  return { text: mark + ours.join('') + withoutActions(rest, [...ids]).text, known };
}

/** @returns the text, and how many shortcuts in it name one of them: these are the user's and stay */
export function withoutActions(
  text: string,
  ids: readonly string[],
): { readonly text: string; readonly shortcuts: number } {
  const [mark, rest] = splitMark(text);
  const left = linesOf(rest).filter((line) => {
    const script = scriptOf(line);
    return script === undefined || !ids.includes(script.id);
  });
  const shortcuts = left.filter((line) => {
    const [word, , , command = ''] = wordsOf(line);
    return word === 'KEY' && ids.includes(command.replace(/^_/, ''));
  });
  return { text: mark + left.join(''), shortcuts: shortcuts.length };
}

/** Of UTF-8, as some editors put it at the beginning of a file. */
const BYTE_ORDER_MARK = '\xef\xbb\xbf';

function splitMark(text: string): readonly [mark: string, rest: string] {
  const length = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  return [text.slice(0, length), text.slice(length)];
}

function lineOf({ id, file }: ReaperAction, separator: string): string {
  const native = file.replaceAll('/', separator);
  return `SCR 4 ${MAIN_SECTION} ${id} "Custom: ${path.posix.basename(file)}" "${native}"`;
}

/** With their ends, so that they join to the text. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

interface ScriptLine {
  readonly section: string;
  readonly id: string;
  readonly file: string;
}

function scriptOf(line: string): ScriptLine | undefined {
  const [word, , section, id, , file] = wordsOf(line);
  if (word !== 'SCR' || section === undefined || id === undefined || file === undefined) {
    return undefined;
  }
  return { section, id, file };
}

/** Reaper quotes what has spaces by whichever of three quotes it does not hold. */
function wordsOf(line: string): string[] {
  const words = line.matchAll(/"([^"]*)"|'([^']*)'|`([^`]*)`|([^\s"'`]\S*)/g);
  return [...words].map(([, double, single, back, bare]) => double ?? single ?? back ?? bare ?? '');
}

/** Paths are below Scripts, or absolute. */
function leadsTo(path: string, file: string): boolean {
  const said = path.replaceAll('\\', '/');
  return said === file || said.endsWith(`/Scripts/${file}`);
}
