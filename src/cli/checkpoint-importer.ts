/**
 * Checkpoint importer: runs the Python kit on published checkpoints, where there is a Python that can, and otherwise
 * says what to run. Checkpoints are pickles of PyTorch's, so only PyTorch reads them; the kit refuses those that would
 * run code.
 */
import { CONFIG } from '../config/config.js';
import { cancelledError, OperationalError } from '../operational-error.js';
import { startProgram, type StartedChild } from '../start-child.js';
import type { Run } from './run-command.js';

export interface CheckpointOptions {
  /** the card's; undefined: the kit's own choice */
  readonly name?: string | undefined;
  /** weights in 16 bits */
  readonly half?: boolean | undefined;
}

interface Ended {
  /** null: it did not start, or a signal ended it */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the kit needs to import; finding the packages is quicker than importing them. */
const PROBE =
  'import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, ("torch", "onnx", "onnxruntime", "numpy"))))';

/**
 * @param folder gets model.json and model.onnx
 * @throws OperationalError `package-missing` where no Python has the packages; `model-invalid` with the kit's own sentence
 */
export async function checkpointsToModel(
  { console, signal }: Run,
  sources: readonly string[],
  folder: string,
  { name, half }: CheckpointOptions,
): Promise<void> {
  const python = CONFIG.pythonCommand;
  const script = [CONFIG.checkpointScript, ...sources];
  const options = [...(name === undefined ? [] : ['--name', name]), ...(half ? ['--half'] : [])];
  if ((await runPython(python, ['-c', PROBE], signal)).exitCode !== 0) {
    throw new OperationalError(
      'package-missing',
      `Importing a checkpoint needs Python with PyTorch, which "${python}" is not. Install it ` +
        `(python3 -m venv VENV && VENV/bin/pip install '${CONFIG.kitFolder}[train]') and set STEMWRIGHT_PYTHON to ` +
        `VENV/bin/python; or run, wherever there is PyTorch, ` +
        `"python3 ${[...script, ...options].join(' ')} --out DIR", and then "stemwright models import DIR".`,
    );
  }
  console.note('stemwright: reading the checkpoint; a full-size network takes minutes.');
  const ended = await runPython(python, [...script, ...options, '--out', folder], signal);
  if (ended.exitCode !== 0) {
    const reason = ended.stderr.trim().split('\n').at(-1) ?? '';
    throw new OperationalError(
      'model-invalid',
      reason === '' ? `The import ended with exit code ${ended.exitCode}.` : reason,
    );
  }
  for (const line of ended.stdout.trim().split('\n')) console.note(line);
}

/**
 * A terminal's Ctrl-C reaches the child, too; either way this settles when it has ended, and writes nothing any more.
 * @throws OperationalError `cancelled`
 */
async function runPython(
  python: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<Ended> {
  const child = startProgram(python, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => child.process?.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  if (signal.aborted) kill();
  try {
    const ended = await ending(child);
    if (signal.aborted) throw cancelledError();
    return ended;
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

async function ending({ process: child, ended }: StartedChild): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  if (child === undefined) return { ...said, exitCode: null, stderr: (await ended).reason };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => (said[name] += text));
  }
  // all that it said is here then
  await new Promise((resolve) => child.once('close', resolve));
  return { ...said, exitCode: (await ended).exitCode };
}
