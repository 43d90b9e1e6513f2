/**
 * The arrows of ARCHITECTURE.md, enforced: what each room may import, and where each foreign package may be.
 */

/** A room may import itself, the listed rooms, and the leaves that belong to nobody. */
const room = (name, allowed, extra = []) => ({
  name: `${name} imports only ${['itself', ...allowed].join(', ')}`,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: {
    path: '^src/',
    pathNot: [name, ...allowed]
      .map((other) => `^src/${other}/`)
      .concat('^src/(operational-error|safe-file-name|ending-signals)', ...extra),
  },
});

/** Telling others what happens: listeners and the log's port. */
const EVENTS = ['^src/listeners', '^src/log-port'];

/** A package with native code, WASM or defects of its own is imported in exactly one file. */
const onlyIn = (packageName, file) => ({
  name: `${packageName} is imported only in ${file}`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/${file}$` },
  to: { path: `node_modules/${packageName}/` },
});

module.exports = {
  forbidden: [
    {
      name: 'no cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no orphans',
      severity: 'error',
      from: {
        path: '^src/',
        orphan: true,
        pathNot: ['\\.d\\.ts$', '-process\\.ts$', '-worker\\.ts$', 'main\\.ts$'],
      },
      to: {},
    },
    { name: 'everything resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'src never imports test or tools',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|tools)/' },
    },
    {
      name: 'tools imports src, the device’s source, and of test only what supports tests',
      severity: 'error',
      from: { path: '^tools/' },
      to: { path: '^test/', pathNot: '^test/support/' },
    },
    {
      name: 'what supports tests never imports tools',
      severity: 'error',
      from: { path: '^test/support/' },
      to: { path: '^tools/' },
    },
    {
      name: 'signal and sampler are pure: no node:*, no packages but their two',
      severity: 'error',
      from: { path: '^src/(signal|sampler|frames)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'the Max for Live device is generated without the daemon’s code',
      severity: 'error',
      from: { path: '^max-for-live/' },
      to: { path: '^(src|test|tools)/' },
    },
    room('signal', []),
    room('sampler', ['signal']),
    room('frames', ['signal']),
    room('model', ['sampler', 'signal']),
    room('audio', ['signal'], ['^src/ask-child-process']),
    room('sampling', ['model', 'sampler']),
    room('clips', ['sampling', 'model', 'audio', 'frames', 'sampler', 'signal']),
    room('jobs', ['clips', 'sampling', 'model', 'audio', 'sampler', 'signal'], EVENTS),
    room('capture', ['audio', 'signal']),
    room(
      'live',
      ['capture', 'clips', 'sampling', 'model', 'audio', 'frames', 'sampler', 'signal'],
      EVENTS,
    ),
    room('evaluation', ['clips', 'sampling', 'model', 'audio', 'sampler', 'signal']),
    room('control', ['jobs', 'live', 'capture', 'sampling', 'model', 'audio'], EVENTS),
    onlyIn('onnxruntime-node', 'model/onnx-session\\.ts'),
    onlyIn('naudiodon', 'audio/portaudio\\.ts'),
    onlyIn('easymidi', 'control/midi/midi-host-process\\.ts'),
    onlyIn('@alexanderolsen/libsamplerate-js', 'signal/resampler\\.ts'),
    onlyIn('fourier-transform', 'signal/fourier\\.ts'),
    onlyIn('mpg123-decoder', 'audio/[a-z0-9-/]+\\.ts'),
    onlyIn('@wasm-audio-decoders/ogg-vorbis', 'audio/[a-z0-9-/]+\\.ts'),
    onlyIn('ogg-opus-decoder', 'audio/[a-z0-9-/]+\\.ts'),
    onlyIn('osc-js', 'control/osc/osc-codec\\.ts'),
    onlyIn('pino', 'log\\.ts'),
    onlyIn(
      'zod',
      '(model/parse-model-card|config/settings|control/midi/parse-midi-map|evaluation/(slakh-metadata|score-file|embedding-card))\\.ts',
    ),
    onlyIn('yaml', 'evaluation/slakh-metadata\\.ts'),
    onlyIn('ml-matrix', 'evaluation/frechet-distance\\.ts'),
    onlyIn('cli-progress', 'cli/progress-bar\\.ts'),
    {
      name: 'main.ts is imported by nobody; config and daemon by the cli and each other only',
      severity: 'error',
      from: {
        path: '^src/(signal|sampler|frames|model|audio|sampling|clips|jobs|capture|live|evaluation|control)/',
      },
      to: { path: '^src/(main|package-version)\\.ts$|^src/(config|daemon|cli)/' },
    },
  ],
  required: [
    {
      name: 'what loads onnxruntime, starts a worker that does, or is an entry point, turns its telemetry off',
      severity: 'error',
      module: {
        path: '^src/(main|demo|model/onnx-session|model/inference-handle|live/thread/live-thread)\\.ts$',
      },
      to: { path: '^src/model/no-telemetry\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
