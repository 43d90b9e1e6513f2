/**
 * Texts: every word that the page shows, in English.
 */
export const TEXTS = {
  title: 'Stemwright',
  drop: 'Drop recordings here, or',
  choose: 'choose files',
  chooseLabel: 'Recordings to separate',
  path: 'or the path of a file on this machine',
  separate: 'Separate',
  generate: 'Generate',
  generateSeconds: 'seconds of a band',
  impute: 'Impute',
  imputeOf: (label: string) => `Impute ${label}: generate it anew to fit the others`,
  takesOf: (label: string) => `Takes of ${label}`,
  separated: 'Separated',
  separatedOf: (label: string) => `Hear ${label} as it was separated`,
  take: (place: number) => `Take ${place}`,
  takeOf: (label: string, place: number) => `Hear take ${place} of ${label}`,
  keep: 'Keep',
  keepOf: (label: string) => `Keep the take of ${label} that is heard`,
  keepHelp: 'The other takes are not shown here any more. Their files stay.',
  makeAgain: 'Make again',
  make: 'Make',
  preset: 'Preset',
  modelForAll: 'Model, for later jobs too',
  seed: 'Seed',
  goOn: 'Continue',
  goOnSeconds: 'seconds more',
  copyPath: 'Copy path',
  copyPathOf: (label: string) => `Copy path of ${label}`,
  show: 'Show in folder',
  showOf: (label: string) => `Show in folder: ${label}`,
  dragHelp: 'Drag this out of the browser to have the file, where the browser can do that.',
  jobs: 'Jobs',
  results: 'Results',
  noResults: 'Nothing has been separated yet.',
  uploading: 'uploading',
  waiting: (place: number) => `waits for ${place} ${place === 1 ? 'job' : 'jobs'}`,
  stages: { loading: 'loads the model', sampling: 'separates', writing: 'writes files' },
  secondsLeft: (seconds: number) => `${Math.ceil(seconds)} s left`,
  cancel: 'Cancel',
  cancelAll: 'Cancel all',
  earlier: 'Earlier',
  later: 'Later',
  dismiss: 'Dismiss',
  cancelled: 'cancelled',
  growing: 'not done yet',
  play: 'Play',
  pause: 'Pause',
  loop: 'Loop',
  loopHelp: 'Drag over a waveform to choose what is looped.',
  recording: 'Recording',
  hear: 'Hear',
  hearRecording: 'Hear the recording instead of the stems',
  hearRecordingHelp: 'Plays the sum of all stems as they were separated, which is the recording.',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  solo: 'Solo',
  mute: 'Mute',
  levelOf: (label: string, gainDb: number) => `Level of ${label}, ${gainDb} dB`,
  soloOf: (label: string) => `Solo ${label}`,
  muteOf: (label: string) => `Mute ${label}`,
  waveformOf: (label: string) => `Waveform of ${label}`,
  download: 'Download',
  downloadOf: (label: string) => `Download ${label}`,
  downloadAll: 'Download all as zip',
  downloadMix: 'Download the mix',
  downloadMixHelp: 'One file of what is heard: levels, solo and mute, and the takes.',
  keys: 'Keys',
  keysHelp:
    'Space: play, pause. 1 to 9: choose a stem. S: solo. M: mute. Up, down: level. L: loop. A: recording. Left, right: 5 seconds. Home: the beginning. +, -: zoom.',
  lost: 'The daemon does not answer. The page goes on when it is there again.',
  token: 'This daemon has a token.',
  tokenLabel: 'Token',
  tokenSend: 'Send',
  kept: 'What is kept',
  resultName: 'Name',
  rename: 'Rename',
  trash: 'Move to trash',
  trashQuestion: (id: string) => `Move ${id} to this system’s trash?`,
  disk: 'On disk',
  diskUses: { results: 'Results', captures: 'Captures', inbox: 'Uploads' },
  position: (seconds: string, all: string) => `${seconds} of ${all}`,
} as const;

const BYTE_UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** 1234567 -> 1.2 MB */
export function bytesText(bytes: number): string {
  const thousands = bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3);
  const unit = Math.min(thousands, BYTE_UNITS.length - 1);
  return `${(bytes / 1000 ** unit).toFixed(unit === 0 ? 0 : 1)} ${BYTE_UNITS[unit]!}`;
}

/** 65.25 -> 1:05.2 */
export function clockText(seconds: number): string {
  const tenths = Math.floor(seconds * 10);
  const whole = Math.floor(tenths / 10);
  const rest = String(whole % 60).padStart(2, '0');
  return `${Math.floor(whole / 60)}:${rest}.${tenths % 10}`;
}
