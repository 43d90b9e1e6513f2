/**
 * Library report: what a run over recordings says. A reader gets the files of each as it is done, at the end what failed and
 * a sum; a program gets one JSON object:
 *
 *   { outputs: [{ input, folder, skipped, byOtherModel, ...manifest, replaced }], errors: [{ input, code, message }],
 *     leftOut: [sentence], summary: { recordings, separated, skipped, byOtherModel, failed, audioSeconds, seconds },
 *     error?: { code, message } }
 *
 * `replaced` are the paths of files that were not ours, `error` is what ended the run before its end, `skipped` what was done before,
 * `byOtherModel` what of that another model did.
 */
import type { OperationalError } from '../operational-error.js';
import { readablePath } from '../path-text.js';
import type { Console } from './console.js';
import { exitCodeOf } from './exit-code.js';
import type { FoundRecording } from './find-recordings.js';
import type { FinishedClip } from './job-with-bar.js';
import { errorObject } from './run-command.js';
import type { LibraryOutcome } from './separate-library.js';
import { summaryLines } from './summary-line.js';

interface Failure {
  readonly input: string;
  readonly error: OperationalError;
}

export class LibraryReport {
  readonly #console: Console;
  readonly #recordings: number;
  readonly #leftOut: readonly string[];
  readonly #startMs = performance.now();
  /** kept for the JSON object only: memory does not grow with a library whose report is for a reader */
  readonly #outputs: object[] = [];
  readonly #failures: Failure[] = [];
  #separated = 0;
  #skipped = 0;
  /** of those, how many another model did, and which */
  #byOtherModel = 0;
  readonly #otherModels = new Set<string>();
  /** of what was separated in this run */
  #audioSeconds = 0;

  /**
   * @param recordings how many there are to do, those that cannot even be found included
   * @param leftOut what is none of them, and why, a sentence each
   */
  constructor(console: Console, recordings: number, leftOut: readonly string[]) {
    this.#console = console;
    this.#recordings = recordings;
    this.#leftOut = leftOut;
  }

  done(
    { input, folder }: FoundRecording,
    { manifest, replaced }: FinishedClip,
    outcome: LibraryOutcome,
  ): void {
    const skipped = outcome !== 'separated';
    const byOtherModel = outcome === 'by-other-model';
    if (this.#console.json) {
      this.#outputs.push({
        input: readablePath(input),
        folder: readablePath(folder),
        skipped,
        byOtherModel,
        ...manifest,
        replaced,
      });
    }
    if (skipped) {
      const model = `${manifest.model.name} ${manifest.model.version}`;
      this.#skipped++;
      if (byOtherModel) this.#byOtherModel++;
      if (byOtherModel) this.#otherModels.add(model);
      this.#console.result(`${folder}: done before${byOtherModel ? `, by ${model}` : ''}`);
      return;
    }
    this.#separated++;
    this.#audioSeconds += manifest.frames / manifest.rateHz;
    for (const warning of manifest.warnings) this.#console.note(`Warning: ${folder}: ${warning}`);
    for (const line of summaryLines(folder, manifest)) this.#console.result(line);
  }

  failed(input: string, error: OperationalError): void {
    this.#failures.push({ input, error });
    this.#console.note(`stemwright: ${failureLine(input, error)}`);
  }

  /** The end: sum, JSON and exit code. @param ending what ended the run early, if anything */
  finish(ending: OperationalError | undefined): void {
    const failures = this.#failures;
    const summary = {
      recordings: this.#recordings,
      separated: this.#separated,
      skipped: this.#skipped,
      byOtherModel: this.#byOtherModel,
      failed: failures.length,
      audioSeconds: this.#audioSeconds,
      seconds: (performance.now() - this.#startMs) / 1000,
    };
    const errors = failures.map(({ input, error }) => ({
      input: readablePath(input),
      ...errorObject(error),
    }));
    this.#console.jsonResult({
      outputs: this.#outputs,
      errors,
      leftOut: this.#leftOut,
      summary,
      ...(ending === undefined ? {} : { error: errorObject(ending) }),
    });
    if (this.#recordings > 1) this.#noteSum(summary);
    if (this.#byOtherModel > 0) {
      this.#console.note(
        `${this.#byOtherModel} done before by another model (${[...this.#otherModels].join(', ')}), and left as they are: ` +
          '--upgrade separates them again.',
      );
    }
    if (ending !== undefined) this.#console.note(`stemwright: ${ending.message}`);
    const last = ending ?? failures.at(-1)?.error;
    if (last !== undefined) process.exitCode = exitCodeOf(last);
  }

  #noteSum(summary: {
    separated: number;
    skipped: number;
    failed: number;
    audioSeconds: number;
    seconds: number;
  }): void {
    const { separated, skipped, failed, audioSeconds, seconds } = summary;
    if (failed > 0) {
      this.#console.note('Failed:');
      for (const { input, error } of this.#failures) {
        this.#console.note(`  ${failureLine(input, error)}`);
      }
    }
    const left = this.#recordings - separated - skipped - failed;
    this.#console.note(
      `${separated} separated (${audioSeconds.toFixed(1)} s of audio in ${seconds.toFixed(1)} s), ${skipped} done before, ` +
        `${failed} failed${left > 0 ? `, ${left} left: the same command goes on with them` : ''}.`,
    );
  }
}

/** Most messages name the recording; one about its output, or about a stem that lies in its way, does not. */
function failureLine(input: string, { message }: OperationalError): string {
  return message.includes(input) ? message : `${input}: ${message}`;
}
