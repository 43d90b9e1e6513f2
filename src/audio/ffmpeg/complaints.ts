/**
 * Complaints: what ffmpeg writes to stderr while it reads a file, as far as it is about the sound: counted, the first one kept.
 *
 *   [aac @ 0x55aa77d04c40] Number of bands (59) exceeds limit (44).  ->  Number of bands (59) exceeds limit (44)
 *
 * What is kept is one short line without control characters and addresses: it goes into messages and into stems.json.
 */

export interface WhatIsRead {
  /** as ffprobe calls them */
  readonly demuxer: string;
  readonly codec: string;
}

const LONGEST_LINE = 1_000;
const LONGEST_KEPT = 160;
/** a context: "[mov,mp4 @ 0x5581] ", "[aist#0:0/aac @ 0x5581] " */
const CONTEXT = /^\[([^\]@]+?)(?: @ [^\]]*)?\] /;
/** how ffmpeg calls the file that it was handed */
const FILE_NAME = /file:[^:]*: /g;
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f]+/g;
const EARLY_END = /partial file|prematurely|truncat|input\/output error|unexpected eof/i;

export class Complaints {
  readonly #about: WhatIsRead | undefined;
  #rest = '';
  #count = 0;
  #first: string | undefined;
  #speaksOfEarlyEnd = false;

  /** @param about what is decoded: complaints about other streams do not count; undefined: all do */
  constructor(about?: WhatIsRead) {
    this.#about = about;
  }

  get count(): number {
    return this.#count;
  }

  get first(): string | undefined {
    return this.#first;
  }

  /** Whether one of them says that the file ends before it should. */
  get speaksOfEarlyEnd(): boolean {
    return this.#speaksOfEarlyEnd;
  }

  /** @param text some of what was written, cut anywhere */
  add(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!.slice(0, LONGEST_LINE);
    for (const line of lines) this.#addLine(line);
  }

  #addLine(line: string): void {
    let message = line.slice(0, LONGEST_LINE);
    const contexts: string[] = [];
    for (let match = CONTEXT.exec(message); match !== null; match = CONTEXT.exec(message)) {
      contexts.push(match[1]!);
      message = message.slice(match[0].length);
    }
    message = message.replace(FILE_NAME, '').replace(CONTROL_CHARACTERS, ' ').trim();
    if (message === '' || !this.#isAboutSound(contexts)) return;
    this.#count += 1;
    this.#first ??= message.slice(0, LONGEST_KEPT).replace(/[.\s]+$/, '');
    if (EARLY_END.test(message)) this.#speaksOfEarlyEnd = true;
  }

  /** Without a context it is ffmpeg's own, which decodes nothing but the one stream. */
  #isAboutSound(contexts: readonly string[]): boolean {
    const about = this.#about;
    if (about === undefined || contexts.length === 0) return true;
    return contexts.some(
      (context) =>
        context === about.demuxer ||
        context.startsWith(about.codec) ||
        /^(aist|af|in)#/.test(context),
    );
  }
}
