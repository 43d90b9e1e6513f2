/**
 * Settings: the one table of what can be set, by which flag of the daemon, to what, and what it is otherwise.
 *
 * The config file, the environment, `stemwright serve --help` and the printed table are all made from it. Where values
 * come from and which of them counts is in setting-sources.ts; what of it commands take is in cli/configured-options.ts.
 */
import { isIP } from 'node:net';
import os from 'node:os';
import path from 'node:path';

import { z } from 'zod';

import { DEFAULT_DEVICE } from '../audio/host/pick-device.js';
import { commaSeparated } from '../comma-separated.js';
import { CONFIG } from './config.js';
import { LEAST_TOKEN_CHARACTERS } from '../control/api/access.js';
import { MAX_PORT } from '../control/api/client.js';
import { MOST_OFFSET_MS } from '../capture/capture.js';
import {
  LIVE_LAYOUTS,
  LIVE_RATE_HZ,
  MOST_LIVE_CHANNELS,
  MOST_LIVE_LATENCY_SECONDS,
} from '../live/live.js';
import { LOG_LEVELS } from '../log.js';
import { PROVIDER_PREFERENCES } from '../model/provider.js';
import { KNOBS } from '../sampling/knobs.js';
import { decimalNumber, oneOf, wholeNumber } from '../value-schemas.js';

interface Setting<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** what a flag or environment variable says, as the value a config file would have */
  readonly fromText: (text: string) => unknown;
  /** relative paths are resolved against where they were said */
  readonly isPath: boolean;
  /** never printed */
  readonly isSecret?: true;
  readonly default: z.output<Schema>;
  /** as the command line declares it */
  readonly flag: string;
  readonly help: string;
}

type Kind<Schema extends z.ZodType> = Pick<
  Setting<Schema>,
  'schema' | 'fromText' | 'isPath' | 'isSecret'
>;

const asIs = (text: string): unknown => text;
const asNumber = (text: string): unknown => (/^\s*\d+\s*$/.test(text) ? Number(text) : text);
const asDecimal = (text: string): unknown =>
  /^\s*-?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : text;
const asPaths = (text: string): unknown => text.split(path.delimiter);

function plain<Schema extends z.ZodType>(schema: Schema): Kind<Schema> {
  return { schema, fromText: asIs, isPath: false };
}

function whole(least: number, most: number) {
  return { schema: wholeNumber(least, most), fromText: asNumber, isPath: false };
}

function decimal(least: number, most: number) {
  return { schema: decimalNumber(least, most), fromText: asDecimal, isPath: false };
}

function choice<const Words extends readonly string[]>(words: Words) {
  return plain(oneOf(words));
}

const name = plain(z.string('must be text').min(1, 'must not be empty'));
const folder = { ...name, isPath: true };
const file = folder;
const names = plain(
  z
    .array(z.string('must be a list of names').min(1, 'must not be empty'), {
      error: 'must be a list of names',
    })
    .min(1, 'must not be empty'),
);
const portOrNone = {
  schema: z.union([z.int().min(0).max(MAX_PORT), z.literal('none')], {
    error: `must be a whole number from 0 to ${MAX_PORT}, or "none"`,
  }),
  fromText: asNumber,
  isPath: false,
};
const folders = {
  schema: z
    .array(z.string('must be a list of folders').min(1, 'must not be empty'), {
      error: 'must be a list of folders',
    })
    .min(1, 'must not be empty'),
  fromText: asPaths,
  isPath: true,
};

function optional<Schema extends z.ZodType>(kind: Kind<Schema>) {
  return { ...kind, schema: kind.schema.optional() };
}

function setting<Schema extends z.ZodType>(
  kind: Kind<Schema>,
  fallback: z.output<Schema>,
  flag: string,
  help: string,
): Setting<Schema> {
  return { ...kind, default: fallback, flag, help };
}

const list = `separated by "${path.delimiter}"`;

/** The user's models, and what must survive the daemon's end. */
const HOME_FOLDER = path.join(os.homedir(), '.stemwright');
const LOOPBACK = '127.0.0.1';

export const SETTINGS = {
  model: setting(name, 'band', '--model <name>', 'model that jobs run on at first'),
  modelFolders: setting(
    folders,
    [path.join(HOME_FOLDER, 'models'), path.join(CONFIG.packageFolder, 'models')],
    '--model-folders <dirs>',
    `where models are looked for, the first that has the name wins; ${list}`,
  ),
  separator: setting(
    optional(name),
    undefined,
    '--separator <name>',
    'model that separates recordings which others are made to fit; otherwise the one that jobs run on',
  ),
  provider: setting(
    choice(PROVIDER_PREFERENCES),
    'auto',
    '--provider <name>',
    'where the network runs',
  ),
  threads: setting(
    optional(whole(1, 1024)),
    undefined,
    '--threads <n>',
    'threads of the network on the CPU; otherwise as onnxruntime chooses',
  ),
  outputFolder: setting(
    folder,
    // where people look, whichever folder the daemon was started in
    path.join(os.homedir(), 'Stemwright'),
    '--out <dir>',
    'gets a folder of stems per job',
  ),
  mediaRoots: setting(
    folders,
    [os.homedir()],
    '--media-roots <dirs>',
    `clients may name files below these folders only; ${list}`,
  ),
  oscPort: setting(
    whole(0, MAX_PORT),
    9130,
    '--osc-port <n>',
    'UDP and TCP port of OSC; 0: any free one',
  ),
  oscHost: setting(
    plain(
      z
        .string('must be text')
        .refine(
          (host) => host === 'localhost' || isIP(host) !== 0,
          'must be an IP address of this machine, or localhost',
        ),
    ),
    LOOPBACK,
    '--host <address>',
    'address OSC listens on; beyond this machine only with a token and --media-roots',
  ),
  oscToken: setting(
    optional({
      ...plain(
        z
          .string('must be text')
          .min(LEAST_TOKEN_CHARACTERS, `must have at least ${LEAST_TOKEN_CHARACTERS} characters`),
      ),
      isSecret: true,
    }),
    undefined,
    '--token <text>',
    'what clients must say to be heard; users of this machine see it in the list of processes, so rather --token-file or the variable',
  ),
  oscTokenFile: setting(
    optional(file),
    undefined,
    '--token-file <file>',
    'file whose first line is the token',
  ),
  pagePort: setting(
    portOrNone,
    9140,
    '--page-port <n>',
    'port of the page for browsers, or the next free one; 0: any free one; "none": no page',
  ),
  oscqueryPort: setting(
    portOrNone,
    'none',
    '--oscquery-port <n>',
    'port of OSCQuery, which tells programs what OSC there is, or the next free one; 0: any free one; "none": no OSCQuery',
  ),
  pageCert: setting(
    optional(file),
    undefined,
    '--page-cert <file>',
    'certificate of the page, as PEM: with --page-key it is HTTPS, and beyond this machine where --host says so',
  ),
  pageKey: setting(
    optional(file),
    undefined,
    '--page-key <file>',
    'key of that certificate, as PEM without a passphrase',
  ),
  portRange: setting(
    whole(1, 1000),
    1,
    '--port-range <n>',
    'how many ports are tried, from --osc-port on, until one is free',
  ),
  queueLimit: setting(whole(0, 10_000), 16, '--queue-limit <n>', 'how many jobs may wait'),
  logLevel: setting(
    choice(LOG_LEVELS),
    // a daemon's log is its only voice
    'info',
    '--log-level <level>',
    'how much the log on stderr tells',
  ),
  seed: setting(
    { schema: KNOBS.seed.schema, fromText: asNumber, isPath: false },
    // fixed, so that the same command gives the same bytes
    0,
    '--seed <n>',
    'seed of jobs that name none; same seed, same bytes',
  ),
  preset: setting(
    plain(KNOBS.preset.live.schema),
    'standard',
    '--preset <name>',
    'preset of jobs that name none',
  ),
  encoding: setting(
    plain(KNOBS.encoding.schema),
    'float32',
    '--encoding <name>',
    'sample format of the stems of jobs that name none, in WAV files',
  ),
  format: setting(
    plain(KNOBS.format.schema),
    'wav',
    '--format <name>',
    'file format of the stems of jobs that name none; mp3 and m4a need ffmpeg',
  ),
  midi: setting(
    optional({ ...names, fromText: commaSeparated }),
    undefined,
    '--midi <names>',
    'controllers to be played on, by parts of their names; separated by ","',
  ),
  midiMap: setting(
    file,
    // need not exist: src/control/midi/default-midi-map.ts counts then
    path.join(path.dirname(CONFIG.configFile), 'midi-map.json'),
    '--midi-map <file>',
    'what their controls do; learned ones are written there',
  ),
  input: setting(
    optional(name),
    undefined,
    '--input <device>',
    'sound device to separate from the start on, by its name or a part of it, or file:PATH; otherwise clients start live',
  ),
  output: setting(
    name,
    DEFAULT_DEVICE,
    '--output <device>',
    'sound device that plays live stems, or "none"',
  ),
  liveMode: setting(
    choice(['separate', 'listen']),
    'separate',
    '--live-mode <name>',
    'what live does without being told: "separate" the input, or "listen", so that it can be captured',
  ),
  liveRateHz: setting(
    whole(LIVE_RATE_HZ.least, LIVE_RATE_HZ.most),
    44_100,
    '--live-rate <hz>',
    'frames a second of both devices',
  ),
  liveChannels: setting(
    whole(1, MOST_LIVE_CHANNELS),
    2,
    '--live-channels <n>',
    'channels of the input and of every stem',
  ),
  liveLayout: setting(
    choice(LIVE_LAYOUTS),
    'mix',
    '--live-layout <name>',
    'each stem on output channels of its own ("stems"), or their sum at their levels ("mix")',
  ),
  liveLatencyMs: setting(
    whole(100, 1000 * MOST_LIVE_LATENCY_SECONDS),
    1500,
    '--live-latency <ms>',
    'what the delay of live stems should not exceed',
  ),
  captureSeconds: setting(
    whole(1, 3600),
    // 109 MB for stereo at 44.1 kHz
    300,
    '--capture-seconds <n>',
    'how much of the live input is kept for capture:8bars and the like, in memory',
  ),
  captureOffsetMs: setting(
    decimal(-MOST_OFFSET_MS, MOST_OFFSET_MS),
    0,
    '--capture-offset <ms>',
    'how late sound is in the live input: what captured bars must be moved by to begin on the bar',
  ),
  outputOffsetMs: setting(
    decimal(0, 5000),
    0,
    '--output-offset <ms>',
    'how late the output is heard: accompaniments are played so much earlier',
  ),
  stateFolder: setting(
    folder,
    path.join(HOME_FOLDER, 'state'),
    '--state-folder <dir>',
    'where the journal of running jobs is kept',
  ),
} as const;

export type SettingName = keyof typeof SETTINGS;
export type Settings = {
  readonly [Name in SettingName]: z.output<(typeof SETTINGS)[Name]['schema']>;
};

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** What counts where nobody says otherwise. */
export const DEFAULTS = Object.fromEntries(
  SETTING_NAMES.map((setting) => [setting, SETTINGS[setting].default]),
) as Settings;

export const ENVIRONMENT_PREFIX = 'STEMWRIGHT_';

/** oscPort -> STEMWRIGHT_OSC_PORT */
export function environmentName(setting: SettingName): string {
  return ENVIRONMENT_PREFIX + setting.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** @returns the value, or what it must be instead */
export function checkSetting(
  setting: SettingName,
  value: unknown,
): { readonly value: unknown } | { readonly must: string } {
  const result = SETTINGS[setting].schema.safeParse(value);
  if (result.success) return { value: result.data };
  return { must: result.error.issues.map(({ message }) => message).join('; ') };
}

/** The words that a setting may be; none where it is anything else. */
export function settingChoices(name: SettingName): readonly string[] {
  const { schema } = SETTINGS[name];
  return schema instanceof z.ZodEnum ? schema.options.map(String) : [];
}
