/**
 * A command at a terminal: in a pseudo-terminal of its own, as somebody who sits before it would start it. Python has the only one
 * at hand.
 */
import { repositoryPath } from './repository.js';
import { withProcess } from './process-output.js';

const TERMINAL = `
import os, pty, sys
typed = [os.environ.pop('TYPED', '').encode()]
def type(_): return typed.pop() if typed else b''
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:], lambda fd: os.read(fd, 1024), type)))
`;

export interface TerminalResult {
  readonly exitCode: number | null;
  /** both outputs, as the terminal got them */
  readonly screen: string;
}

/** Runs the stemwright command. @param typed what is typed, from the start on */
export function atTerminal(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  typed = '',
): Promise<TerminalResult> {
  const command = [process.execPath, repositoryPath('dist', 'src', 'main.js'), ...args];
  const use = async (session: Parameters<Parameters<typeof withProcess>[2]>[0]) => ({
    exitCode: await session.ended(),
    screen: session.output(),
  });
  return withProcess('python3', ['-c', TERMINAL, ...command], use, undefined, {
    ...process.env,
    ...env,
    TYPED: typed,
  });
}
