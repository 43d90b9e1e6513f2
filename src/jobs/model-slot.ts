/**
 * Model slot: the one model the engine runs. Its worker is started when first needed and kept; after a crash the next
 * job gets a new one; another model can be chosen while a job runs on the old one.
 *
 * However often one is chosen, one worker is started at a time, and the last choice counts.
 */
import { isDeepStrictEqual } from 'node:util';

import type { Inference } from '../model/inference.js';
import type { ModelCard } from '../model/model-card.js';
import { loadModelFolder, type LoadedModel } from '../model/model-folder.js';
import type { ModelEntry, ModelLibrary } from '../model/model-library.js';
import { OperationalError } from '../operational-error.js';
import type { LogPort } from '../log-port.js';
import { LatestWish } from './latest-wish.js';
import { cancelPromptly } from './prompt-cancel.js';
import { untilAborted } from '../until-aborted.js';

export interface ModelSlotOptions {
  readonly library: ModelLibrary;
  /** starts a worker for a model whose files have been checked @param use what it is to run */
  readonly startModel: (model: LoadedModel, use: 'jobs' | 'live') => Promise<Inference>;
  readonly log: LogPort;
}

/** A model by name, and its worker once there is one. */
interface ChosenModel {
  readonly card: ModelCard;
  readonly folder: string;
  /** all there were when it was chosen */
  readonly models: readonly ModelEntry[];
  starting: Promise<Inference> | undefined;
  running: Inference | undefined;
  /** resolves once the worker has nothing to do */
  atRest: Promise<void>;
}

export class ModelSlot {
  readonly #options: ModelSlotOptions;
  #chosen: ChosenModel;
  #inUse: ChosenModel | undefined;
  /** workers on their way out */
  readonly #closing = new Set<Promise<void>>();
  readonly #choice = new LatestWish<ChosenModel>({
    isSame,
    fulfil: (next) => this.#change(next),
    givenUp: ({ card: { name } }, { card: other }) =>
      new OperationalError(
        'cancelled',
        `The model "${name}" is not loaded: "${other.name}" was asked for before its turn came.`,
      ),
  });
  #closed = false;

  /** @throws OperationalError `model-missing`, `model-invalid`; no worker is started yet */
  static async open(name: string, options: ModelSlotOptions): Promise<ModelSlot> {
    return new ModelSlot(await find(name, options), options);
  }

  private constructor(chosen: ChosenModel, options: ModelSlotOptions) {
    this.#chosen = chosen;
    this.#options = options;
  }

  get card(): ModelCard {
    return this.#chosen.card;
  }

  /** All there were when this one was chosen. */
  get models(): readonly ModelEntry[] {
    return this.#chosen.models;
  }

  get folder(): string {
    return this.#chosen.folder;
  }

  /** "none" while no worker runs */
  get provider(): string {
    return this.#chosen.running?.provider ?? 'none';
  }

  get isLoading(): boolean {
    return this.#chosen.running === undefined && this.#chosen.starting !== undefined;
  }

  /**
   * Runs `work` on the chosen model, starting its worker if need be; one `work` at a time.
   * @throws OperationalError of starting the model; `cancelled` as soon as the signal is aborted; what `work` throws
   */
  async use<Result>(
    signal: AbortSignal,
    work: (inference: Inference) => Promise<Result>,
  ): Promise<Result> {
    const chosen = this.#chosen;
    this.#inUse = chosen;
    try {
      const inner = await untilAborted(this.#atRest(chosen), signal);
      const { inference, settled } = cancelPromptly(inner);
      try {
        return await work(inference);
      } catch (error) {
        if (mayBeBroken(error)) this.#stop(chosen);
        throw error;
      } finally {
        chosen.atRest = settled();
      }
    } finally {
      this.#inUse = undefined;
      if (this.#chosen !== chosen) this.#stop(chosen);
    }
  }

  /** Its worker, once that has nothing to do; another one where that took so long that it was ended. */
  async #atRest(chosen: ChosenModel): Promise<Inference> {
    const first = await this.#start(chosen);
    await chosen.atRest;
    if (first.hasStopped !== true) return first;
    // a job that was cancelled may have waited, too
    if (chosen.running === first) this.#stop(chosen);
    return this.#start(chosen);
  }

  /** A worker of its own for the chosen model, for live: the caller's to close. @throws OperationalError of starting it */
  async startAnother(): Promise<Inference> {
    return this.#options.startModel(await loadModelFolder(this.#chosen.folder), 'live');
  }

  /** A worker for another model, which is not chosen by it: the caller's to close. @throws OperationalError of finding and starting it */
  async startOther(name: string): Promise<Inference> {
    const { folder } = await find(name, this.#options);
    return this.#options.startModel(await loadModelFolder(folder), 'jobs');
  }

  /**
   * Starts another model and uses it from then on; a running `work` keeps the one it has. The one that is chosen already stays
   * as it is.
   * @throws OperationalError of finding and starting it; `cancelled` when yet another is chosen before its turn comes
   */
  async choose(name: string): Promise<void> {
    await this.#choice.ask(await find(name, this.#options));
  }

  async #change(next: ChosenModel): Promise<void> {
    // what has been stopped holds its memory until it has ended
    await Promise.all(this.#closing);
    this.#mustBeOpen(next);
    if (isSame(next, this.#chosen)) {
      await this.#start(this.#chosen);
      return;
    }
    const inference = await this.#start(next);
    if (this.#closed) {
      await inference.close();
      throw shuttingDown(next);
    }
    const previous = this.#chosen;
    this.#chosen = next;
    if (previous !== this.#inUse) this.#stop(previous);
  }

  #mustBeOpen(next: ChosenModel): void {
    if (this.#closed) throw shuttingDown(next);
  }

  /** Stops the workers; resolves when they have ended, at most one network evaluation later. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#choice.close(shuttingDown);
    this.#stop(this.#chosen);
    await Promise.all(this.#closing);
  }

  /** @returns the worker, which at most one call starts */
  async #start(model: ChosenModel): Promise<Inference> {
    model.starting ??= this.#load(model);
    try {
      return await model.starting;
    } catch (error) {
      model.starting = undefined;
      throw error;
    }
  }

  async #load(model: ChosenModel): Promise<Inference> {
    const { log, startModel } = this.#options;
    const inference = await startModel(await loadModelFolder(model.folder), 'jobs');
    model.running = inference;
    model.atRest = Promise.resolve();
    for (const note of inference.providerNotes) log.warn({ model: model.card.name }, note);
    log.info({ model: model.card.name, provider: inference.provider }, 'model loaded');
    return inference;
  }

  #stop(model: ChosenModel): void {
    const { starting } = model;
    if (starting === undefined) return;
    model.starting = undefined;
    model.running = undefined;
    const closing = starting
      .then((inference) => inference.close())
      .catch((error: unknown) => {
        // a model that did not start has nothing to stop, and whoever waited for it has its error
        this.#options.log.debug({ err: error }, 'a model was given up before it had started');
      })
      .finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}

async function find(name: string, { library }: ModelSlotOptions): Promise<ChosenModel> {
  const { card, folder } = await library.find(name);
  const models = await library.list();
  return {
    card,
    folder,
    models,
    starting: undefined,
    running: undefined,
    atRest: Promise.resolve(),
  };
}

/** The same files: a model whose card was renewed in its place is another one. */
function isSame(a: ChosenModel, b: ChosenModel): boolean {
  return a.folder === b.folder && isDeepStrictEqual(a.card, b.card);
}

function shuttingDown({ card: { name } }: ChosenModel): OperationalError {
  return new OperationalError('shutting-down', `The model "${name}" is not loaded: shutting down.`);
}

/** A worker that failed, or a defect somewhere in the job: what state the worker is in nobody knows. */
function mayBeBroken(error: unknown): boolean {
  return !(error instanceof OperationalError) || error.code === 'inference-failed';
}
