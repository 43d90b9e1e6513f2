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
      .concat(
        '^src/(operational-error|file-errors|thrown-error|safe-file-name|ending-signals|json-(file|fault)|value-schemas|comma-separated|or-list|shown-value|terminal|visible-text|path-text|file-system)',
        ...extra,
      ),
  },
});

/** One direction within live: session <- live.ts <- output <- modes <- thread; the manager is handed the runtime. */
const liveRoom = (name, allowed) => ({
  name: `live/${name} imports of live only ${['itself', ...allowed].join(', ')}`,
  severity: 'error',
  from: { path: `^src/live/${name}` },
  to: {
    path: '^src/live/',
    pathNot: [name, ...allowed].map((other) => `^src/live/${other}`),
  },
});
const LIVE_MODE = ['live.ts', 'session/', 'output/', 'modes/(running-mode|open-inference).ts'];

/** A control surface is a codec over the API and knows no other one, so that each can be added and taken away alone. */
const surface = (name, others) => ({
  name: `control/${name} imports control/api, and nothing of ${others.join(', ')}`,
  severity: 'error',
  from: { path: `^src/control/${name}/` },
  to: { path: `^src/control/(${others.join('|')})/` },
});

/** Children and worker threads, which may fail to start, and waiting for something no longer than one is wanted. */
const STARTING = '^src/(start-child|start-worker|system-limit|until-aborted)';

/** Telling others what happens: events and the log's port. */
const EVENTS = ['^src/events', '^src/log-port'];

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
      name: 'no cycles, not of types either',
      severity: 'error',
      from: {},
      to: { circular: true },
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
    {
      name: 'everything resolves',
      severity: 'error',
      from: {},
      // Max gives its Node scripts this one
      to: { couldNotResolve: true, pathNot: '^max-api$' },
    },
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
      name: 'the page runs in a browser: of the daemon it imports what replies are, and Preact alone of packages',
      severity: 'error',
      from: { path: '^src/page/source/' },
      to: {
        pathNot: [
          '^src/page/source/',
          '^src/control/api/(replies|set-up-replies|reply-fields)\\.ts$',
          'node_modules/preact/',
        ],
      },
    },
    {
      name: 'the daemon serves the page and imports none of it',
      severity: 'error',
      from: { path: '^(src|tools)/', pathNot: '^src/page/' },
      to: { path: '^src/page/' },
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
    // a card's presets are made of the knobs, which know no card
    room(
      'model',
      ['sampler', 'signal'],
      ['^src/sampling/(knobs|plan-schema)', '^src/(ask-child-process|answer-parent)', STARTING],
    ),
    room('audio', ['signal'], ['^src/(ask-child-process|answer-parent)', STARTING]),
    // how stems are stored is a knob, too
    room('sampling', ['model', 'sampler'], ['^src/audio/(wav-layout|stem-formats)']),
    {
      name: 'knobs know what can be chosen, and nothing that is made of it',
      severity: 'error',
      from: { path: '^src/sampling/(knobs|plan-schema|preset-names)' },
      to: {
        path: '^src/',
        pathNot: [
          '^src/sampler/',
          '^src/sampling/(knobs|preset-names)',
          '^src/audio/(wav-layout|stem-formats)',
          '^src/model/model-task',
          '^src/value-schemas',
        ],
      },
    },
    room('clips', ['sampling', 'model', 'audio', 'frames', 'sampler', 'signal']),
    room(
      'jobs',
      ['clips', 'sampling', 'model', 'audio', 'sampler', 'signal'],
      [...EVENTS, STARTING],
    ),
    room('capture', ['audio', 'signal']),
    room(
      'live',
      ['capture', 'clips', 'sampling', 'model', 'audio', 'frames', 'sampler', 'signal'],
      [...EVENTS, STARTING],
    ),
    liveRoom('session/', []),
    liveRoom('live.ts', ['session/']),
    liveRoom('output/', ['live.ts', 'session/']),
    liveRoom('modes/running-mode.ts', ['live.ts', 'session/']),
    liveRoom('modes/open-inference.ts', ['modes/running-mode.ts']),
    liveRoom('modes/separate/', LIVE_MODE),
    liveRoom('modes/listen/', LIVE_MODE),
    liveRoom('modes/accompany/', LIVE_MODE),
    liveRoom('thread/', ['live.ts', 'session/', 'modes/(open|running)-mode.ts']),
    liveRoom('live-manager.ts', ['live.ts', 'session/', 'modes/running-mode.ts']),
    room('evaluation', ['clips', 'sampling', 'model', 'audio', 'sampler', 'signal']),
    room(
      'control',
      ['jobs', 'live', 'capture', 'sampling', 'model', 'audio'],
      [...EVENTS, STARTING, '^src/system-opener'],
    ),
    // what is put into other programs knows the settings and how the daemon is found, and nothing of what it does
    room(
      'installation',
      ['config', 'audio', 'control/osc', 'control/api'],
      ['^src/(package-version|start-child)', '^src/live/live\\.ts', '^src/model/inner-path'],
    ),
    surface('osc', ['midi', 'http']),
    surface('midi', ['osc', 'http']),
    surface('http', ['osc', 'midi']),
    {
      name: 'the API knows no surface: control/api imports nothing of osc, midi, http or what is beside them',
      severity: 'error',
      from: { path: '^src/control/api/' },
      to: { path: '^src/control/', pathNot: '^src/control/api/' },
    },
    {
      name: 'a surface needs nothing of OSC, MIDI and HTTP, not even its test',
      severity: 'error',
      from: { path: '^test/control/api/third-surface' },
      to: { path: '^src/control/(osc|midi|http)/', reachable: true },
    },
    {
      name: 'a route is one declaration, which only the list of routes imports',
      severity: 'error',
      from: { pathNot: '^src/control/api/routes\\.ts$' },
      to: { path: '^src/control/api/routes/' },
    },
    {
      name: 'child processes are started in start-child only, which knows how that fails',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/start-child\\.ts$' },
      to: { path: '^(node:)?child_process$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'what users name is reached through file-system.ts, which keeps bytes that are no UTF-8',
      severity: 'error',
      from: {
        path: '^src/(audio|jobs|evaluation)/',
        pathNot: '^src/(evaluation/embedding|audio/ffmpeg/find-ffmpeg)\\.ts$',
      },
      to: { path: '^(node:)?fs/promises$' },
    },
    onlyIn('onnxruntime-node', 'model/onnx-session\\.ts'),
    onlyIn('naudiodon', 'audio/portaudio\\.ts'),
    onlyIn('easymidi', 'control/midi/midi-host-process\\.ts'),
    onlyIn('@alexanderolsen/libsamplerate-js', 'signal/converters\\.ts'),
    onlyIn('fourier-transform', 'signal/fourier\\.ts'),
    onlyIn('mpg123-decoder', 'audio/[a-z0-9-/]+\\.ts'),
    onlyIn('@wasm-audio-decoders/ogg-vorbis', 'audio/[a-z0-9-/]+\\.ts'),
    onlyIn('ogg-opus-decoder', 'audio/[a-z0-9-/]+\\.ts'),
    onlyIn('osc-js', 'control/osc/osc-codec\\.ts'),
    onlyIn('pino', 'log\\.ts'),
    onlyIn('hono', 'control/http/[a-z-]+\\.ts'),
    onlyIn('@hono/node-server', 'control/http/page-listener\\.ts'),
    onlyIn('dnssd-advertise', 'control/http/osc-query-announcement\\.ts'),
    {
      name: 'zod is imported where a schema is declared or read: schemas, knobs, cards, settings, maps, options',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [
          '-schema\\.ts$',
          '^src/(json-file|package-version|value-schemas|ask-child-process)\\.ts$',
          '^src/sampling/(knobs|knob-options)\\.ts$',
          '^src/model/(card-fields|denoiser-card|model-card|separator/separator-card)\\.ts$',
          '^src/config/(settings|setting-sources)\\.ts$',
          '^src/evaluation/(slakh-metadata|embedding-card)\\.ts$',
          '^src/cli/options\\.ts$',
        ],
      },
      to: { path: 'node_modules/zod/' },
    },
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
        path: '^src/(main|demo|model/onnx-session|model/inference-handle|model/inference-process|live/thread/live-thread)\\.ts$',
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
