/**
 * Where ffmpeg and ffprobe are: in the folders of the PATH, as it is when they are looked for, on macOS then in those of its
 * package managers, and nowhere else. A folder that is not absolute is passed over: what is in it depends on where a command was typed.
 */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

export const TOOLS = ['ffmpeg', 'ffprobe'] as const;

type Tool = (typeof TOOLS)[number];

/** Absolute paths. */
export type FfmpegTools = Readonly<Record<Tool, string>>;

export const HOW_TO_GET_FFMPEG =
  'Install them ("apt install ffmpeg" on Debian and Ubuntu, "brew install ffmpeg" on macOS, "winget install ffmpeg" on Windows)';

/** Both of them: the one tells what the other decodes. Undefined where one is missing. */
export async function ffmpegTools(): Promise<FfmpegTools | undefined> {
  const { ffmpeg, ffprobe } = await lookForTools();
  return ffmpeg === undefined || ffprobe === undefined ? undefined : { ffmpeg, ffprobe };
}

/** Those that there are. */
export async function lookForTools(): Promise<Partial<FfmpegTools>> {
  const folders = foldersFor(process.platform, process.env['PATH']);
  const found: Partial<Record<Tool, string>> = {};
  for (const tool of TOOLS) {
    for (const folder of folders) {
      const file = path.join(folder, process.platform === 'win32' ? `${tool}.exe` : tool);
      if (!(await isProgram(file))) continue;
      found[tool] = file;
      break;
    }
  }
  return found;
}

/** What launchd or the desktop of macOS starts, such as the daemon at login, has a PATH without the folders of package managers. */
const FOLDERS_OF_MACOS = ['/opt/homebrew/bin', '/usr/local/bin'];

export function foldersFor(platform: NodeJS.Platform, searchPath = ''): readonly string[] {
  const named = searchPath.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return platform === 'darwin' ? [...named, ...FOLDERS_OF_MACOS] : named;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
