/**
 * Shared clock: monotonic and one for all threads of this process, which performance.now is not: that begins with its thread.
 */
export function sharedClockMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
