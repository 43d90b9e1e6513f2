/**
 * Waveform: a graph that takes the mixture's waveforms and gives its stems' waveforms.
 *
 *   [1,C,T] -> [1,K,C,T]      K is left out where the graph gives one stem: [1,C,T]
 *   [1,T] or [1,1,T] -> [1,K,T], [1,K,1,T] or [1,T], where C is 1
 *
 * One float32 input, one float32 output, of any names. Sizes may be free; a rank that the graph leaves open is taken to be the
 * full [1,K,C,T].
 */
import type { FloatTensor, GraphValue } from '../../onnx-session.js';
import type { NetworkBinding, NetworkContract, SeparatorNetwork } from '../separator-network.js';

type Binding = NetworkBinding<'waveform'>;
type Axis = 'one' | 'stems' | 'channels' | 'frames';
type Shape = readonly Axis[];

export const waveform: NetworkContract<'waveform'> = { disagreement, bind };

function disagreement({ session, network, card }: Binding): string | undefined {
  const [input, ...otherInputs] = session.inputs;
  const [output, ...otherOutputs] = session.outputs;
  if (input === undefined || otherInputs.length > 0) {
    return `it must have one input, the mixture, but has ${named(session.inputs)}`;
  }
  if (output === undefined || otherOutputs.length > 0) {
    return `it must have one output, the stems, but has ${named(session.outputs)}`;
  }
  const sizes = { card, outputs: network.stems.length };
  return (
    valueProblem('input', input, inputShapes(sizes), sizes) ??
    valueProblem('output', output, outputShapes(sizes), sizes)
  );
}

function bind({ session, network, card }: Binding): SeparatorNetwork {
  const [input, output] = [session.inputs[0]!, session.outputs[0]!];
  const { channels } = card;
  const sizes = { card, outputs: network.stems.length };
  const inputShape = shapeOf(input, inputShapes(sizes), sizes)!;
  const outputShape = shapeOf(output, outputShapes(sizes), sizes)!;
  return {
    async separate(mixture) {
      const frames = mixture[0]!.length;
      const tensor = (shape: Shape): FloatTensor => {
        const dims = shape.map((axis) => (axis === 'frames' ? frames : sizeOf(axis, sizes)));
        return { data: new Float32Array(dims.reduce((a, b) => a * b)), dims };
      };
      const heard = tensor(inputShape);
      for (const [channel, row] of mixture.entries()) heard.data.set(row, channel * frames);
      const given = tensor(outputShape);
      await session.run({ [input.name]: heard }, { [output.name]: given });
      return network.stems.map((_, place) =>
        mixture.map((_, channel) => {
          const start = (place * channels + channel) * frames;
          return given.data.subarray(start, start + frames);
        }),
      );
    },
  };
}

interface Sizes {
  readonly card: Binding['card'];
  /** K */
  readonly outputs: number;
}

/** The shapes that the contract allows, the usual first. */
function inputShapes({ card }: Sizes): readonly Shape[] {
  const full: Shape = ['one', 'channels', 'frames'];
  return card.channels === 1 ? [full, ['one', 'frames']] : [full];
}

function outputShapes({ card, outputs }: Sizes): readonly Shape[] {
  const shapes: Shape[] = [['one', 'stems', 'channels', 'frames']];
  if (outputs === 1) shapes.push(['one', 'channels', 'frames']);
  if (card.channels === 1) shapes.push(['one', 'stems', 'frames']);
  if (card.channels === 1 && outputs === 1) shapes.push(['one', 'frames']);
  return shapes;
}

/** Undefined for a shape that is none of them; the first where the graph leaves its rank open. */
function shapeOf({ dims }: GraphValue, shapes: readonly Shape[], sizes: Sizes): Shape | undefined {
  if (dims.length === 0) return shapes[0];
  return shapes.find(
    (shape) =>
      shape.length === dims.length &&
      shape.every((axis, index) => isAllowed(axis, dims[index]!, sizes)),
  );
}

function isAllowed(axis: Axis, size: number | string, sizes: Sizes): boolean {
  if (typeof size !== 'number') return true;
  if (axis !== 'frames') return size === sizeOf(axis, sizes);
  const { trained, min } = sizes.card.chunkFrames;
  return size === trained && size === min;
}

function sizeOf(axis: Exclude<Axis, 'frames'>, { card, outputs }: Sizes): number {
  switch (axis) {
    case 'one':
      return 1;
    case 'stems':
      return outputs;
    case 'channels':
      return card.channels;
  }
}

function valueProblem(
  kind: 'input' | 'output',
  value: GraphValue,
  shapes: readonly Shape[],
  sizes: Sizes,
): string | undefined {
  const { name, type, dims } = value;
  if (type !== 'float32') return `its ${kind} ${name} must be float32, but is ${type}`;
  if (shapeOf(value, shapes, sizes) !== undefined) return undefined;
  const { trained, min } = sizes.card.chunkFrames;
  const frames = trained === min ? `${trained}` : 'frames (free)';
  const allowed = shapes.map((shape) => {
    const written = shape.map((axis) => (axis === 'frames' ? frames : sizeOf(axis, sizes)));
    return `[${written.join(', ')}]`;
  });
  return `its ${kind} ${name} must be ${allowed.join(' or ')}, as its card says, but is [${dims.join(', ')}]`;
}

function named(values: readonly GraphValue[]): string {
  return values.length === 0 ? 'none' : values.map(({ name }) => name).join(', ');
}
