/**
 * Asked options: what the line of `models import` must say besides, told all at once; and what it says that does not fit.
 */
import type { RecognisedGraph } from '../model/separator/recognise-graph.js';
import { OperationalError } from '../operational-error.js';
import { SEPARATOR_FLAGS, type SeparatorOptions } from './separator-options.js';

export interface DescribedGraph {
  /** as the user calls it */
  readonly path: string;
  /** its file in the model's folder */
  readonly graph: string;
  /** the one it is for; undefined: for all it gives */
  readonly stem: string | undefined;
  readonly recognised: RecognisedGraph;
}

/** Options that are missing. */
export class Asked {
  readonly #lines: string[] = [];

  for(option: keyof SeparatorOptions, what: string, example: string): void {
    const line = `${what} (${SEPARATOR_FLAGS[option]} ${example})`;
    if (!this.#lines.includes(line)) this.#lines.push(line);
  }

  throwIfAny(graphs: readonly DescribedGraph[]): void {
    if (this.#lines.length === 0) return;
    const kinds = graphs.map(({ path, recognised }) => `${path} ${kindOf(recognised)}`);
    throw new OperationalError(
      'bad-argument',
      `${kinds.join('; ')}. What a graph does not tell must be said: ${this.#lines.join('; ')}. Whoever published it tells them.`,
    );
  }
}

function kindOf(graph: RecognisedGraph): string {
  const stems = graph.outputs === undefined ? 'stems' : counted(graph.outputs, 'stem');
  switch (graph.contract) {
    case 'waveform':
      return `takes waveforms and gives those of ${stems}`;
    case 'spectrum':
      return `takes spectra of ${graph.bins ?? 'any number of'} bins and gives those of one stem (MDX-Net)`;
    case 'hybrid':
      return `takes waveforms and spectra and gives those of ${stems} (HTDemucs)`;
  }
}

export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

export function unfit(problem: string): OperationalError {
  return new OperationalError('bad-argument', `${problem}.`);
}
