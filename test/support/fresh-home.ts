/**
 * A fresh home: an environment whose home folder is empty, for what programs put there unasked.
 *
 * What turns onnxruntime's telemetry off is not in it, though this process has it: the program must see to that itself.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

export interface FreshHome {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
}

/** @param folder the home and a folder for what runs are made in it */
export async function createFreshHome(folder: string): Promise<FreshHome> {
  const [home, runtime] = ['home', 'run'].map((name) => path.join(folder, name)) as [
    string,
    string,
  ];
  for (const each of [home, runtime]) await mkdir(each, { mode: 0o700 });
  const left = Object.entries(process.env).filter(
    ([name]) => name !== 'ORT_DISABLE_TELEMETRY' && !name.startsWith('XDG_'),
  );
  const own = { HOME: home, USERPROFILE: home, XDG_RUNTIME_DIR: runtime };
  return { home, env: { ...Object.fromEntries(left), ...own } };
}
