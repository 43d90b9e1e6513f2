/**
 * External data: which other files an ONNX graph takes weights from.
 *
 *   ModelProto ... TensorProto.external_data: "location" -> a path, from the graph's folder on
 *
 * The file is walked as the protocol buffer that it is (onnx.proto), along the fields that lead to tensors; all others, weights
 * above all, are skipped unread. What else is in a graph is onnxruntime's business.
 */
import { open, type FileHandle } from '../file-system.js';
import { OperationalError } from '../operational-error.js';

type Message =
  | 'model'
  | 'training'
  | 'function'
  | 'graph'
  | 'node'
  | 'attribute'
  | 'sparse tensor'
  | 'tensor'
  | 'entry'
  | 'key'
  | 'value';

/** By message: the numbers of the fields that lead to tensors, and what they hold. */
const FIELDS: Readonly<Record<Message, Partial<Record<number, Message>>>> = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  training: { 1: 'graph', 2: 'graph' },
  function: { 7: 'node', 11: 'attribute' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse tensor' },
  node: { 5: 'attribute' },
  attribute: {
    5: 'tensor',
    6: 'graph',
    10: 'tensor',
    11: 'graph',
    22: 'sparse tensor',
    23: 'sparse tensor',
  },
  'sparse tensor': { 1: 'tensor', 2: 'tensor' },
  tensor: { 13: 'entry' },
  entry: { 1: 'key', 2: 'value' },
  key: {},
  value: {},
};

const LOCATION = 'location';
const MOST_TEXT_BYTES = 4096;
/** subgraphs in subgraphs; no exporter goes beyond a few */
const MOST_LEVELS = 200;
/** tag and length, of ten bytes each at most */
const HEAD_BYTES = 20;
const BUFFER_BYTES = 64 * 1024;

/**
 * The locations, as the graph writes them, each once.
 * @throws OperationalError `model-invalid` where the file is no ONNX graph; what the system says
 */
export async function externalDataOf(graphPath: string): Promise<readonly string[]> {
  const handle = await open(graphPath, 'r');
  try {
    const { size } = await handle.stat();
    const walk = new GraphWalk(handle, graphPath);
    await walk.through('model', size, 0);
    return [...walk.locations];
  } finally {
    await handle.close();
  }
}

class GraphWalk {
  readonly locations = new Set<string>();
  readonly #handle: FileHandle;
  readonly #path: string;
  readonly #buffer = Buffer.alloc(BUFFER_BYTES);
  /** the bytes in the buffer are those from `#start` to `#end` of the file */
  #start = 0;
  #end = 0;
  #position = 0;

  constructor(handle: FileHandle, path: string) {
    this.#handle = handle;
    this.#path = path;
  }

  /** The message from the position to `end`. */
  async through(message: Message, end: number, level: number): Promise<void> {
    if (level > MOST_LEVELS) throw this.#noGraph();
    let key = '';
    while (this.#position < end) {
      const field = await this.#nextField(end);
      const inner = FIELDS[message][field.number];
      if (field.kind !== 'bytes' || inner === undefined) {
        this.#position = field.end;
      } else if (inner === 'key' || inner === 'value') {
        const text = await this.#text(field.end);
        if (inner === 'key') key = text;
        else if (key === LOCATION) this.locations.add(text);
      } else {
        await this.through(inner, field.end, level + 1);
      }
    }
  }

  /** Leaves the position at its contents. @returns `end` is behind them */
  async #nextField(
    end: number,
  ): Promise<{ number: number; kind: 'bytes' | 'number'; end: number }> {
    const head = await this.#view(HEAD_BYTES);
    const tag = varint(head, 0);
    if (tag === undefined) throw this.#noGraph();
    const number = Math.floor(tag.value / 8);
    const wireType = tag.value % 8;
    this.#position += tag.bytes;
    const second = wireType === 0 || wireType === 2 ? varint(head, tag.bytes) : undefined;
    let bytes: number | undefined;
    if (wireType === 0) bytes = second?.bytes;
    if (wireType === 1) bytes = 8;
    if (wireType === 5) bytes = 4;
    if (wireType === 2 && second !== undefined) {
      this.#position += second.bytes;
      bytes = second.value;
    }
    const fieldEnd = this.#position + (bytes ?? Infinity);
    if (number === 0 || fieldEnd > end) throw this.#noGraph();
    return { number, kind: wireType === 2 ? 'bytes' : 'number', end: fieldEnd };
  }

  async #text(end: number): Promise<string> {
    const bytes = end - this.#position;
    if (bytes > MOST_TEXT_BYTES) throw this.#noGraph();
    const text = (await this.#view(bytes)).toString('utf8', 0, bytes);
    this.#position = end;
    return text;
  }

  /** The bytes from the position on, at least so many unless the file ends before. */
  async #view(bytes: number): Promise<Buffer> {
    const isHeld = this.#position >= this.#start && this.#position + bytes <= this.#end;
    if (!isHeld) {
      const { bytesRead } = await this.#handle.read(this.#buffer, 0, BUFFER_BYTES, this.#position);
      this.#start = this.#position;
      this.#end = this.#start + bytesRead;
    }
    return this.#buffer.subarray(this.#position - this.#start, this.#end - this.#start);
  }

  #noGraph(): OperationalError {
    return new OperationalError(
      'model-invalid',
      `${this.#path} is no ONNX graph, or damaged at byte ${this.#position}. Export or download the model again.`,
    );
  }
}

/** A number of seven bits a byte, the least first; undefined where the bytes end within it. */
function varint(bytes: Buffer, start: number): { value: number; bytes: number } | undefined {
  let value = 0;
  for (let at = start; at < bytes.length && at < start + 10; at++) {
    value += (bytes[at]! & 0x7f) * 2 ** (7 * (at - start));
    if (bytes[at]! < 0x80) return { value, bytes: at + 1 - start };
  }
  return undefined;
}
