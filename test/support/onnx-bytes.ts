/**
 * ONNX graphs in tests, as far as they say where weights are: protocol buffers written by hand, field by field (onnx.proto).
 */

/** A field that holds text, or other fields. */
export function protobufField(number: number, ...contents: readonly (string | Buffer)[]): Buffer {
  const bytes = Buffer.concat(contents.map((part) => Buffer.from(part)));
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

/** A TensorProto's contents: its weights are in another file. */
export function tensorElsewhere(location: string): Buffer {
  const entry = (key: string, value: string): Buffer =>
    protobufField(13, protobufField(1, key), protobufField(2, value));
  return Buffer.concat([
    entry('offset', '4096'),
    entry('location', location),
    varint(14 * 8),
    varint(1),
  ]);
}

/** A model whose initializers are those tensors. */
export function onnxModel(...tensors: readonly Buffer[]): Buffer {
  return protobufField(7, ...tensors.map((tensor) => protobufField(5, tensor)));
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  return Buffer.from([...bytes, left]);
}
