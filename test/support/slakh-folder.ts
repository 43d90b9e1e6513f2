/**
 * Small tracks in Slakh2100's own layout, metadata as the dataset's own program writes it, for tests of reading it.
 */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { audioFixture } from './audio-files.js';
import { writeWav16 } from './wav-file.js';

/** A FLAC file, 24 bits, mono, that somebody else's encoder made. */
export const FLAC_STEM = audioFixture('mono24.flac');
export const FLAC_STEM_RATE_HZ = 96_000;
export const FLAC_STEM_FRAMES = 3000;

export interface SlakhStemFile {
  readonly instrumentClass: string;
  /** false: the metadata says so, whatever the audio */
  readonly isRendered?: boolean;
  /** samples become a WAV file, "flac" a copy of FLAC_STEM; undefined: no file */
  readonly audio: Float32Array | 'flac' | undefined;
  readonly rateHz?: number;
}

export interface SlakhTrackSettings {
  readonly midiFile?: string;
}

/** Writes FOLDER/metadata.yaml and FOLDER/stems/S00 ... */
export async function writeSlakhTrack(
  folder: string,
  stems: readonly SlakhStemFile[],
  { midiFile = '1a81ae092884234f3264e2f45927f00a' }: SlakhTrackSettings = {},
): Promise<void> {
  await mkdir(path.join(folder, 'stems'), { recursive: true });
  const lines: string[] = [];
  for (const [index, stem] of stems.entries()) {
    const { instrumentClass, isRendered = true, audio, rateHz = FLAC_STEM_RATE_HZ } = stem;
    const id = `S${String(index).padStart(2, '0')}`;
    const file = path.join(folder, 'stems', id);
    if (audio === 'flac') await copyFile(FLAC_STEM, `${file}.flac`);
    else if (audio !== undefined) await writeWav16(`${file}.wav`, rateHz, [audio]);
    lines.push(
      `  ${id}:`,
      `    audio_rendered: ${isRendered}`,
      `    inst_class: ${instrumentClass}`,
      '    integrated_loudness: -12.82074180245363',
      `    is_drum: ${instrumentClass === 'Drums'}`,
      '    midi_program_name: Acoustic Guitar (nylon)',
      '    program_num: 24',
    );
  }
  await writeFile(
    path.join(folder, 'metadata.yaml'),
    [
      `UUID: ${midiFile}`,
      'audio_dir: Volumes/somewhere/else/stems',
      'normalization_factor: -13.0',
      'normalized: true',
      'stems:',
      ...lines,
      'target_peak: -1.0',
      '',
    ].join('\n'),
  );
}
