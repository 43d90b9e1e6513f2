/**
 * Separated files: what a separation puts into its folder: rows, their files, and what those say about the recording.
 */
import path from 'node:path';

import { readTags } from '../audio/ffmpeg/read-tags.js';
import type { InputAccess } from '../audio/formats/input-file.js';
import type { NiStem } from '../audio/ni-stems.js';
import type { MixtureOutput } from '../clips/mixture-outputs.js';
import { stemLooks } from '../model/stem-looks.js';
import type { ResolvedOfKind } from './resolve-job.js';
import { stemFileNames } from './stem-file-names.js';
import type { ClipOutput } from './write-clip.js';

type Separation = ResolvedOfKind<'separate'>;
type SeparatedFiles = Pick<
  ClipOutput,
  'folder' | 'stems' | 'format' | 'fileNames' | 'about' | 'looks'
>;

/** @throws OperationalError of opening the recording; `bad-argument` for names that are the same; `cancelled` */
export async function separatedFiles(
  job: Separation,
  access: InputAccess,
): Promise<SeparatedFiles> {
  const { outputs, format, input, outputFolder: folder } = job;
  const name = path.parse(input).name;
  return {
    folder,
    stems: outputs.map((output) => output.name),
    format,
    fileNames: stemFileNames(job),
    // our WAV files hold no tags
    about: format === 'wav' ? undefined : { name, tags: await readTags(input, access) },
    ...(format === 'stem.mp4' ? { looks: looksOf(job) } : {}),
  };
}

/** All outputs of a stem.mp4 are stems. */
function looksOf({ outputs, card }: Separation): NiStem[] {
  const looks = new Map(stemLooks(card).map((look) => [look.stem, look]));
  return outputs.map(({ name }) => {
    const { label, colour } = looks.get(name)!;
    return { name: label, colour };
  });
}

/** The rows of a block, in their order. */
export function writtenOutputs({ outputs, format }: Separation): MixtureOutput[] {
  const rows = outputs.map(({ output }) => output);
  return format === 'stem.mp4' ? [{ kind: 'mixture' }, ...rows] : rows;
}
