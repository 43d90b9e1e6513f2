/**
 * A MIDI host process without easymidi: crashes when it is told to open "crash", and loses the connection that was opened before
 * the one it is told to send to.
 */
import type { HostMessage, HostRequest } from '../../src/control/midi/midi-host-protocol.js';

const tell = (message: HostMessage): void => void process.send?.(message);

process.on('message', (message: HostRequest) => {
  switch (message.kind) {
    case 'ports': {
      const name = `device of ${process.pid}`;
      tell({
        kind: 'ports',
        request: message.request,
        ports: { inputs: [name], outputs: [name] },
      });
      return;
    }
    case 'open':
      if (message.port.name === 'crash') process.exit(3);
      else if (message.port.name === 'absent') {
        tell({ kind: 'problem', request: message.request, problem: 'there is no such port' });
      } else tell({ kind: 'opened', request: message.request });
      return;
    case 'send':
      // to the connection opened before
      tell({ kind: 'gone', connection: message.connection - 1 });
      return;
    case 'close':
  }
});
process.on('disconnect', () => process.exit());
