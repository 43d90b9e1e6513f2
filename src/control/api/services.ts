/**
 * Services: what routes reach, besides who asks: the engine, and what the control surfaces share.
 */
import type { Access } from './access.js';
import type { Engine } from './engine.js';
import type { JobCommandParts } from './job-commands.js';
import type { JobReporter } from './job-reporter.js';
import type { JobRequests } from './job-requests.js';
import type { LiveDefaults } from './live-request.js';
import type { MeterReporter } from './meter-reporter.js';
import type { MidiLearn } from './midi-learn.js';
import type { SetUp } from './set-up.js';
import type { Subscriptions } from './subscriptions.js';
import type { WaitingRequests } from './waiting-requests.js';

export interface Services extends JobCommandParts {
  readonly engine: Engine;
  readonly setUp: SetUp;
  /** of the daemon */
  readonly version: string;
  readonly access: Access;
  readonly subscriptions: Subscriptions;
  readonly jobs: JobReporter;
  readonly jobRequests: JobRequests;
  readonly meters: MeterReporter;
  readonly waiting: WaitingRequests;
  readonly liveDefaults: LiveDefaults;
  /** undefined: the daemon runs without MIDI */
  readonly midiLearn: () => MidiLearn | undefined;
}
