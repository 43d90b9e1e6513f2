/**
 * Held inference: a real one whose results a test can hold back, as a frozen worker or a slow machine would.
 */
import type { Inference, SamplingTask } from '../../src/model/inference.js';
import { createStemBlock } from '../../src/signal/stem-block.js';

export interface HeldInference extends Inference {
  /** what was asked for, in order; copies */
  readonly tasks: readonly SamplingTask[];
  /** from now on results wait */
  hold(): void;
  /** those that wait are let in, and later ones do not wait */
  release(): void;
  /** resolves when everything that does not wait has been let in */
  settled(): Promise<void>;
}

export function heldInference(inner: Pick<Inference, 'card' | 'sample'>): HeldInference {
  const tasks: SamplingTask[] = [];
  let gate: { open: () => void; opened: Promise<void> } | undefined;
  let running: Promise<unknown> | undefined;
  return {
    card: inner.card,
    graphSha256: '',
    provider: 'cpu',
    providerNotes: [],
    tasks,
    sample: (task, options) => {
      tasks.push(copied(task));
      const waiting = gate?.opened;
      const sampling = inner.sample(task, options).then(async (result) => {
        await waiting;
        return result;
      });
      running = sampling.catch(() => undefined).finally(() => (running = undefined));
      return sampling;
    },
    close: () => Promise.resolve(),
    hold: () => {
      let open: () => void = () => undefined;
      const opened = new Promise<void>((resolve) => (open = resolve));
      gate = { open, opened };
    },
    release: () => {
      gate?.open();
      gate = undefined;
    },
    settled: async () => {
      if (running === undefined || gate !== undefined) return;
      await running;
      // the session's own handlers come one turn later
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** A live session writes its next task where this one is. */
function copied(task: SamplingTask): SamplingTask {
  const { mixture, known, knownMask } = task;
  return {
    ...task,
    mixture: mixture?.slice() ?? null,
    known: known && { ...known, data: known.data.slice() },
    knownMask: knownMask?.slice() ?? null,
  };
}

/** Every stem is a fixed share of the mixture: no noise, no memory, so that what comes out can be written down. */
export function sharingInference(
  card: Inference['card'],
  shares: readonly number[],
): Pick<Inference, 'card' | 'sample'> {
  return {
    card,
    sample: ({ channels, frames, mixture }) => {
      const stems = createStemBlock({ channels, stems: shares.length, frames });
      for (let i = 0; i < stems.data.length; i++) {
        const row = Math.floor(i / frames);
        const channel = Math.floor(row / shares.length);
        stems.data[i] = shares[row % shares.length]! * mixture![channel * frames + (i % frames)]!;
      }
      return Promise.resolve({ stems, evaluations: 1, sessionSeconds: 0 });
    },
  };
}
