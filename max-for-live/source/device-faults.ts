/** Everything that is wrong with the bytes of a device, container and patcher; `[]` means valid. */
import { readDevice } from './amxd-container.js';
import { DeviceFault } from './device-fault.js';
import { patcherFaults } from './patcher-faults.js';

export function deviceFaults(bytes: Buffer): string[] {
  try {
    return patcherFaults(readDevice(bytes));
  } catch (error) {
    if (error instanceof DeviceFault) return [error.message];
    throw error;
  }
}
