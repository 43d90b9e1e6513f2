/** OggStart: what the reader of a codec in Ogg is given once the codec is known. */
import type { DamageLog } from '../damage-log.js';
import type { ByteWindow } from './byte-window.js';
import type { InputFile } from './input-file.js';

export interface OggStart {
  readonly file: InputFile;
  /** a window at the first page */
  readonly window: ByteWindow;
  /** the first packet, which names the codec */
  readonly firstPacket: Uint8Array;
  /** the last page's frame count, where the file ends with one */
  readonly lastGranule: number | undefined;
  readonly damage: DamageLog;
}
