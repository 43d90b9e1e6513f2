/**
 * Collect rarely: lets this process's garbage grow to three times what it holds before V8 looks through all of it.
 *
 * A live session takes in and gives out some 10 MB of sound a second, in buffers outside V8's heap that count against the
 * heap's limit. The heap itself is small, and V8 puts the limit a little above it: so it searched the whole heap for 10 MB of
 * buffers every 0.7 s, 5 to 10 ms at a time, and sound and clients waited (node --trace-gc dist/src/main.js serve, two busy cores).
 * With room the quick collection of what is young finds them all.
 *
 * It is process-wide and for the daemon only: what it costs is some 50 MB. V8 reads this flag whenever it sets the limit anew,
 * so it may be set late; others of the collector's flags crash a process that runs.
 */
import { setFlagsFromString } from 'node:v8';

const GROWTH_PERCENT = 200;

export function collectRarely(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
