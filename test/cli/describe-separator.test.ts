/** The card of imported graphs: what graphs tell, what the line says, and what is asked for. */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import type { DescribedGraph } from '../../src/cli/asked-options.js';
import { describeSeparator } from '../../src/cli/describe-separator.js';
import type { SeparatorOptions } from '../../src/cli/separator-options.js';
import { parseModelCard } from '../../src/model/parse-model-card.js';
import type { SeparatorCard } from '../../src/model/separator/separator-card.js';
import type { RecognisedGraph } from '../../src/model/separator/recognise-graph.js';

const STEMS = ['drums', 'bass', 'other', 'vocals'];

function graph(recognised: RecognisedGraph, stem?: string): DescribedGraph {
  const name = stem ?? 'model';
  return { path: `given/${name}.onnx`, graph: `${name}.onnx`, stem, recognised };
}

type Waveform = Extract<RecognisedGraph, { contract: 'waveform' }>;
function waveform(fields: Partial<Waveform> = {}): Waveform {
  return { contract: 'waveform', channels: 2, chunkFrames: 4096, outputs: 4, ...fields };
}

const SPECTRUM: RecognisedGraph = {
  contract: 'spectrum',
  channels: 2,
  outputs: 1,
  bins: 2048,
  spectrumFrames: 256,
};
const HTDEMUCS = waveform({ chunkFrames: 343_980 });

/** The card as it is read again, and what is noted. */
function described(graphs: readonly DescribedGraph[], said: SeparatorOptions = {}) {
  const { card, notes } = describeSeparator(graphs, said);
  const files = Object.fromEntries(graphs.map((given) => [given.graph, 'a'.repeat(64)]));
  const text = JSON.stringify({ name: 'x', ...card, files });
  return { card: parseModelCard(text, 'model.json') as SeparatorCard, notes };
}

function refused(graphs: readonly DescribedGraph[], said: SeparatorOptions, message: RegExp): void {
  assert.throws(() => describeSeparator(graphs, said), { code: 'bad-argument', message });
}

describe('The card of imported graphs', () => {
  it('takes stems and rate of HTDemucs from its sizes, and says so', () => {
    const four = described([graph(HTDEMUCS)]);
    assert.deepEqual(four.card.stems, STEMS);
    assert.equal(four.card.sampleRateHz, 44_100);
    assert.match(
      four.notes.join(),
      /HTDemucs's: taken to be at 44100 Hz, with the stems drums, bass/,
    );
    const six = described([graph({ ...HTDEMUCS, outputs: 6 })]);
    assert.deepEqual(six.card.stems, [...STEMS, 'guitar', 'piano']);
    const said = described([graph(HTDEMUCS)], { stems: ['a', 'b', 'c', 'd'], rate: 48_000 });
    assert.deepEqual([said.card.stems, said.card.sampleRateHz], [['a', 'b', 'c', 'd'], 48_000]);
    assert.deepEqual(said.notes, []);
  });

  it('asks for all that a graph does not tell, at once', () => {
    refused(
      [graph(waveform({ channels: undefined, chunkFrames: undefined, outputs: undefined }))],
      {},
      /model\.onnx takes waveforms .* must be said: .*\(--rate 44100\); .*\(--channels 2\); .*\(--chunk 441000\); .*\(--stems drums/,
    );
    refused(
      [graph(waveform())],
      { rate: 44_100 },
      /must be said: its 4 stems, in order \(--stems [a-z,]+\)\./,
    );
    refused(
      [graph(SPECTRUM)],
      {},
      /\(MDX-Net\).*\(--rate .*1 stem, in order \(--stems vocals\); .* 4094 or more \(--fft 6144\); .*\(--compensation 1\.035\)/,
    );
    refused(
      [graph(SPECTRUM, 'vocals'), graph(SPECTRUM, 'bass')],
      { rate: 44_100, compensation: 1, fft: { vocals: 6144 } },
      /must be said: the size of its transform, 4094 or more \(--fft bass=6144\)\./,
    );
  });

  it('asks for the sizes of spectra that a graph leaves open, and has them in the card', () => {
    const open: RecognisedGraph = { ...SPECTRUM, bins: undefined, spectrumFrames: undefined };
    const said = { rate: 44_100, stems: ['vocals'] };
    refused(
      [graph(open)],
      said,
      /spectra of any number of bins .*\(--chunk 261120\); .*\(--bins 2048\); the size of its transform \(--fft 6144\); .*1\.035\)\./,
    );
    const sizes = { bins: 3072, fft: 6144, compensation: 1 };
    const { card } = described([graph(open)], { ...said, ...sizes, chunk: 7 * 1024 });
    const [network] = card.networks;
    assert.ok(network?.contract === 'spectrum');
    assert.deepEqual([network.bins, network.spectrumFrames], [3072, 8]);
    assert.deepEqual(card.chunkFrames, { trained: 7168, min: 7168, multipleOf: 7168 });
    for (const [wrong, told] of [
      [{ chunk: 7000 }, /--chunk must be a multiple of that, not 7000/],
      [{ chunk: 7168, chunkStep: 1024 }, /takes one length: leave out --chunk-step/],
      [
        { chunk: 7168, bins: 4000 },
        /--fft 6144 does not go with .* 4000 bins need fftFrames of 7998/,
      ],
      [{ chunk: 7168, bins: 100.5 }, /whole/],
      [{ chunk: 2048 }, /--fft 6144 does not go with .* chunk of 2048 frames/],
    ] as const) {
      refused([graph(open)], { ...said, ...sizes, ...wrong }, told);
    }
    refused([graph(SPECTRUM)], { ...said, ...sizes }, /takes one number of bins: leave out --bins/);
    refused(
      [graph(waveform())],
      { ...said, bins: 3 },
      /--bins is for graphs of one stem's spectra/,
    );
  });

  it('gives one stem a rest, and outputs that are not wanted, too', () => {
    const fft = { fft: 6144, compensation: 1.035, rate: 44_100 };
    const one = described([graph(SPECTRUM)], { ...fft, stems: ['vocals'] });
    assert.deepEqual([one.card.stems, one.card.rest], [['vocals', 'rest'], 'rest']);
    assert.match(one.notes.join(), /the stem rest\. Call it otherwise with --rest NAME/);
    const named = described([graph(SPECTRUM)], { ...fft, stems: ['vocals'], rest: 'band' });
    assert.deepEqual([named.card.stems, named.notes], [['vocals', 'band'], []]);
    const partial = described([graph(waveform())], {
      rate: 44_100,
      stems: ['drums', null, null, 'vocals'],
    });
    assert.deepEqual(partial.card.stems, ['drums', 'vocals', 'rest']);
    const single = described([graph(HTDEMUCS, 'vocals')]);
    assert.deepEqual(single.card.stems, ['vocals', 'rest']);
    assert.deepEqual(single.card.networks[0]?.stems, [null, null, null, 'vocals']);
    const whole = described([graph(waveform())], { rate: 44_100, stems: STEMS });
    assert.equal(whole.card.rest, undefined);
  });

  it('combines a network for each stem, in the order of the stems', () => {
    const bag = ['bass', 'drums', 'other', 'vocals'].map((stem) => graph(HTDEMUCS, stem));
    const { card } = described(bag);
    assert.deepEqual(card.stems, STEMS);
    assert.deepEqual(
      card.networks.map(({ graph: file, stems }) => [file, stems.indexOf(file.slice(0, -5))]),
      [
        ['bass.onnx', 1],
        ['drums.onnx', 0],
        ['other.onnx', 2],
        ['vocals.onnx', 3],
      ],
    );
    const mdx = described([graph(SPECTRUM, 'vocals'), graph(SPECTRUM, 'bass')], {
      rate: 44_100,
      fft: { vocals: 6144, bass: 16_384 },
      compensation: { vocals: 1.035, bass: 1 },
      rest: 'others',
    });
    assert.deepEqual(mdx.card.stems, ['vocals', 'bass', 'others']);
    const sizes = mdx.card.networks.map((network) =>
      network.contract === 'spectrum' ? [network.fftFrames, network.compensation] : [],
    );
    assert.deepEqual(sizes, [
      [6144, 1.035],
      [16_384, 1],
    ]);
  });

  it('says where networks of one stem each share what is left of the mixture', () => {
    const one = (stem: string) => graph(waveform({ outputs: 1 }), stem);
    const said = { rate: 44_100 };
    const notesOf = (...given: Parameters<typeof described>) => described(...given).notes.join();
    assert.match(notesOf([one('vocals'), one('drums')], said), /shared out .* --rest NAME/);
    assert.equal(notesOf([one('vocals'), one('drums')], { ...said, rest: 'others' }), '');
    assert.equal(notesOf([graph(waveform())], { ...said, stems: STEMS }), '');
  });

  it('has chunks that overlap by a quarter, and leaves to neighbours what transforms make worse', () => {
    const said = { rate: 44_100, stems: STEMS };
    const lengths = ({ card }: ReturnType<typeof described>) => [
      card.chunkFrames.trained,
      card.overlapFrames,
      card.edgeFrames,
    ];
    assert.deepEqual(lengths(described([graph(waveform())], said)), [4096, 1024, 128]);
    const own = { ...said, overlap: 600, edge: 32 };
    assert.deepEqual(lengths(described([graph(waveform())], own)), [4096, 600, 32]);
    const mdx = { rate: 44_100, stems: ['bass'], compensation: 1, fft: 16_384 };
    // 255 hops of 1,024 frames; half a window
    assert.deepEqual(lengths(described([graph(SPECTRUM)], mdx)), [261_120, 65_280, 8192]);
    const hybrid: RecognisedGraph = {
      contract: 'hybrid',
      channels: 2,
      chunkFrames: 44_100,
      outputs: 4,
      fftFrames: 4096,
      hopFrames: 1024,
    };
    assert.deepEqual(lengths(described([graph(hybrid)], said)), [44_100, 11_025, 2560]);
    const free = described([graph(waveform({ chunkFrames: undefined }))], {
      ...said,
      chunk: 4096,
      chunkStep: 512,
    });
    assert.deepEqual(free.card.chunkFrames, { trained: 4096, min: 512, multipleOf: 512 });
  });

  it('refuses what does not fit the graphs, or each other', () => {
    const said = { rate: 44_100, stems: STEMS };
    const one = [graph(waveform())];
    refused(
      one,
      { ...said, stems: ['a', 'b'] },
      /--stems has 2 names, but .* gives 4 stems\. Name each, or write -/,
    );
    refused(one, { ...said, channels: 1 }, /takes 2 channels, but --channels says 1/);
    refused(one, { ...said, chunk: 8192 }, /takes 4096 frames at once, but --chunk says 8192/);
    refused(one, { ...said, chunkStep: 512 }, /takes one length: leave out --chunk-step/);
    refused(one, { ...said, fft: 4096 }, /--fft is for graphs of one stem's spectra/);
    refused(one, { ...said, overlap: 2049 }, /--overlap 2049 is more than half of a chunk/);
    refused(one, { ...said, edge: 513 }, /--edge 513 is more than half of the overlap of 1024/);
    refused(one, { ...said, rest: 'bass' }, /The stem bass is given already/);
    refused([graph(waveform({ outputs: 1000 }))], said, /gives 1000 stems, but 64 is the most/);
    refused(
      [graph(waveform({ chunkFrames: 2 ** 40 }))],
      said,
      /takes 1099511627776 frames at once/,
    );
    refused([graph(waveform({ chunkFrames: 1 }))], said, /takes 1 frame at once/);
    refused([graph(HTDEMUCS, 'sax')], {}, /given for the stem sax, which is none of drums, bass/);
    const free = [graph(waveform({ chunkFrames: undefined }))];
    refused(free, { ...said, chunk: 4096, chunkStep: 1000 }, /4096 is no multiple of --chunk-step/);
    const mdx = { rate: 44_100, stems: ['bass'], compensation: 1 };
    refused([graph(SPECTRUM)], { ...mdx, fft: 2048 }, /2048 bins need fftFrames of 4094 at least/);
    refused([graph(SPECTRUM)], { ...mdx, fft: 6145 }, /must be even, got 6145/);
    refused(
      [graph(SPECTRUM)],
      { ...mdx, fft: { drums: 4096 } },
      /--fft names drums, which no graph/,
    );
    refused(
      [graph(waveform(), 'bass'), graph(waveform({ chunkFrames: 8192 }), 'drums')],
      said,
      /drums\.onnx takes 8192 frames at once, but another graph 4096\. All must be alike/,
    );
  });
});
