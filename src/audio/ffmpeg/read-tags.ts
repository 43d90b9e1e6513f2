/**
 * Read tags: what a recording's file says about it, by ffprobe, which knows the tags of all formats. A file without tags, or one
 * that ffprobe makes nothing of, has none: that is no error of the recording.
 */
import { parseJson } from '../../json-file.js';
import { throwIfCancelled } from '../../operational-error.js';
import { openInputFile, type InputAccess } from '../formats/input-file.js';
import { COPIED_TAGS, type Tags } from '../tags.js';
import { ffmpegTools } from './find-ffmpeg.js';
import { taggedSchema } from './probe-schema.js';
import { askTool, inputArguments } from './tool-process.js';

/** no title is longer; comments may be */
const MOST_CHARACTERS = 1_000;
const CONTROL_CHARACTERS = /\p{Cc}+/gu;

/** @throws OperationalError of opening the file; `cancelled` */
export async function readTags(path: string, access: InputAccess = {}): Promise<Tags> {
  const tools = await ffmpegTools();
  if (tools === undefined) return {};
  const wanted = COPIED_TAGS.join(',');
  const entries = `format_tags=${wanted}:stream=codec_type:stream_tags=${wanted}`;
  const file = await openInputFile(path, access);
  try {
    const args = ['-v', 'error', '-of', 'json', '-show_entries', entries, ...inputArguments(file)];
    const { text } = await askTool(tools.ffprobe, args, { signal: access.signal, file });
    throwIfCancelled(access.signal);
    const answer = parseJson(text, taggedSchema);
    const sound = answer?.streams.find(({ codec_type: kind }) => kind === 'audio');
    // Ogg has them with the stream
    return tagsOf({ ...sound?.tags, ...answer?.format?.tags });
  } finally {
    await file.close();
  }
}

function tagsOf(said: Readonly<Record<string, string>>): Tags {
  const byName = new Map(
    Object.entries(said).map(([name, value]) => [name.toLowerCase(), cleaned(value)]),
  );
  const entries = COPIED_TAGS.map((name) => [name, byName.get(name)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== ''));
}

function cleaned(value: string): string {
  return Array.from(value.replace(CONTROL_CHARACTERS, ' ').trim())
    .slice(0, MOST_CHARACTERS)
    .join('');
}
