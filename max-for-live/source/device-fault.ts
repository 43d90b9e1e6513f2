/** What is wrong with a device file, in a sentence. */
export class DeviceFault extends Error {
  override readonly name = 'DeviceFault';
}
