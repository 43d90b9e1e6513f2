/**
 * The sentence for a decoder that says it could not decode something. The decoders go on and leave a gap; a gap
 * in one stem would be a gap in all of them, so it is an error here.
 */
import { OperationalError } from '../../operational-error.js';

export function decoderComplaint(path: string, format: string, message: string): OperationalError {
  return new OperationalError(
    'input-format',
    `${path} is ${format} with a damaged part (the decoder says: ${message}): expected an intact file. ` +
      'Export, copy or download it again.',
  );
}
