/**
 * Live requests: what the message leaves out is as the daemon was started with. Where stems are recorded the daemon
 * chooses.
 */
import { FILE_INPUT, type LiveMode, type LiveRequest } from '../../live/live.js';
import { OperationalError } from '../../operational-error.js';
import type { JobCommandParts } from './job-commands.js';
import type { MediaRoots } from './media-roots.js';
import type { OptionsOf } from './field.js';
import { DEFAULT_LOOP_BARS, type LIVE_OPTIONS } from './options.js';
import { samplingChoice } from '../../sampling/sampling-settings.js';

/** What a request leaves open. */
export type LiveDefaults = Pick<
  LiveRequest,
  'mode' | 'input' | 'output' | 'rateHz' | 'channels' | 'layout' | 'latencyLimitSeconds'
>;

type Parts = Pick<JobCommandParts, 'defaults' | 'outputFolderFor' | 'mediaRoots'> & {
  readonly liveDefaults: LiveDefaults;
};

/** The name of an output that there is not. */
export const NO_DEVICE = 'none';

/** @throws OperationalError what the media roots throw on an input that is a file */
export async function liveRequest(
  request: OptionsOf<typeof LIVE_OPTIONS>,
  { defaults, liveDefaults, outputFolderFor, mediaRoots }: Parts,
): Promise<LiveRequest> {
  const output = request.output ?? liveDefaults.output;
  return {
    mode: liveMode(request, liveDefaults.mode),
    ...((await permitted(request.input, mediaRoots)) ?? { input: liveDefaults.input }),
    output: output === NO_DEVICE ? undefined : output,
    rateHz: request.rate ?? liveDefaults.rateHz,
    channels: request.channels ?? liveDefaults.channels,
    layout: request.layout ?? liveDefaults.layout,
    latencyLimitSeconds: request.latency ?? liveDefaults.latencyLimitSeconds,
    sampling: samplingChoice(request, defaults),
    recording:
      request.record === 1
        ? { folder: outputFolderFor('live'), encoding: request.encoding ?? defaults.encoding }
        : undefined,
  };
}

/** A file is named by its real path then. */
async function permitted(
  input: string | undefined,
  mediaRoots: MediaRoots,
): Promise<Pick<LiveRequest, 'input' | 'inputWithin'> | undefined> {
  if (input?.startsWith(FILE_INPUT) !== true) return input === undefined ? undefined : { input };
  const file = await mediaRoots.file(input.slice(FILE_INPUT.length));
  return { input: FILE_INPUT + file, inputWithin: mediaRoots.folders };
}

/** @throws OperationalError `bad-argument` for options of another mode */
function liveMode(
  { mode, generate, plays, bars, hold }: OptionsOf<typeof LIVE_OPTIONS>,
  fallback: LiveMode = { kind: 'separate' },
): LiveMode {
  const kind = mode ?? fallback.kind;
  if (kind !== 'accompany') {
    const odd = Object.entries({ generate, plays, bars, hold }).find(
      ([, value]) => value !== undefined,
    );
    if (odd === undefined) return { kind };
    throw new OperationalError(
      'bad-argument',
      `The option "${odd[0]}" is for mode accompany only.`,
    );
  }
  if (generate === undefined) {
    throw new OperationalError(
      'bad-argument',
      'Expected the stems to generate, such as "generate bass", with mode accompany.',
    );
  }
  return { kind, generate, plays, bars: bars ?? DEFAULT_LOOP_BARS, hold: hold === 1 };
}
