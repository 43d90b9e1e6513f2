/** The choice of a provider: the order of "auto", real fallback with its reasons, and no fallback for a named one. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  chooseProvider,
  type Provider,
  type ProviderSurroundings,
} from '../../src/model/provider.js';
import { OperationalError } from '../../src/operational-error.js';

function machine(platform: NodeJS.Platform, ...present: Provider[]): ProviderSurroundings {
  return { platform, arch: 'x64', present, installScript: '/there/install.js' };
}

/** Opens on the providers given; the others fail as onnxruntime does, with lines of its insides. */
function opensOn(...working: Provider[]): (provider: Provider) => Promise<string> {
  return (provider) =>
    working.includes(provider)
      ? Promise.resolve(`session on ${provider}`)
      : Promise.reject(
          new Error(`/src/gpu.cc:136 gpu::Init() ok was false. No adapter.\nat gpu.cc`),
        );
}

describe('provider choice', () => {
  it('takes the first of its order that is here and runs, without a word if that is the first', async () => {
    const macBook = machine('darwin', 'cpu', 'webgpu', 'coreml');
    assert.deepEqual(await chooseProvider('auto', macBook, 'g', opensOn('cpu', 'webgpu')), {
      opened: 'session on webgpu',
      provider: 'webgpu',
      notes: [],
    });
  });

  it('falls back under "auto" and tells why each earlier one was not taken', async () => {
    const windows = machine('win32', 'cpu', 'webgpu', 'dml');
    const { provider, notes } = await chooseProvider('auto', windows, 'g', opensOn('cpu'));
    assert.equal(provider, 'cpu');
    assert.deepEqual(
      notes.map((note) => note.split('.')[0]),
      [
        'The provider dml could not run the model: No adapter',
        'The provider webgpu could not run the model: No adapter',
      ],
    );
  });

  it('does not try WebGPU on Linux unless asked: a broken driver would end the process', async () => {
    const linux = machine('linux', 'cpu', 'webgpu');
    const { provider, notes } = await chooseProvider('auto', linux, 'g', opensOn('cpu', 'webgpu'));
    assert.deepEqual([provider, notes], ['cpu', []]);
    const asked = await chooseProvider('webgpu', linux, 'g', opensOn('cpu', 'webgpu'));
    assert.equal(asked.provider, 'webgpu');
  });

  it('tries CUDA first on a Linux machine that has its libraries', async () => {
    const server = machine('linux', 'cpu', 'cuda');
    assert.equal(
      (await chooseProvider('auto', server, 'g', opensOn('cpu', 'cuda'))).provider,
      'cuda',
    );
  });

  it('replaces a provider that was asked for by nothing, and says what it needs', async () => {
    const linux = machine('linux', 'cpu', 'webgpu');
    await assert.rejects(chooseProvider('webgpu', linux, 'g', opensOn('cpu')), {
      code: 'provider-unavailable',
      message:
        'The provider webgpu could not run the model: No adapter. It needs a GPU with a Vulkan driver ' +
        '(does vulkaninfo list one?); otherwise choose auto or cpu.',
    });
  });

  it('takes a thread that the system does not give for what it is, and no fault of the model', async () => {
    // onnxruntime 1.30's words under a limit on tasks
    const words =
      '/onnxruntime_src/onnxruntime/core/platform/posix/env.cc:251 onnxruntime::{anonymous}::PosixThread::PosixThread' +
      '(const char*, int, const onnxruntime::ThreadOptions&) pthread_create failed, error code: 11 error msg: ' +
      'Resource temporarily unavailable';
    const refuses = () => Promise.reject(new Error(words));
    await assert.rejects(chooseProvider('auto', machine('linux', 'cpu'), 'g', refuses), {
      code: 'system-limit',
      message: /^The network needs a thread for each processor .* or set threads to 1\.$/,
    });
  });

  it('says in our words that a provider has no kernels for the GPU, and falls back under "auto" with the same', async () => {
    const server = machine('linux', 'cpu', 'cuda');
    const reasons = [
      'CUDA error cudaErrorNoKernelImageForDevice:no kernel image is available for execution on the device',
      'CUDNN failure 3008: CUDNN_STATUS_ARCH_MISMATCH ; GPU=0',
    ];
    for (const reason of reasons) {
      const open = (provider: Provider): Promise<string> =>
        provider === 'cpu'
          ? Promise.resolve('session')
          : Promise.reject(new Error(`evaluating failed: ${reason}\nat conv.cc`));
      const sentence =
        'The provider cuda cannot run the model on this GPU: the onnxruntime that is installed has no kernels for it ' +
        `(evaluating failed: ${reason}). Install one that has, or choose auto or cpu.`;
      await assert.rejects(chooseProvider('cuda', server, 'g', open), {
        code: 'provider-unavailable',
        message: sentence,
      });
      const { provider, notes } = await chooseProvider('auto', server, 'g', open);
      assert.deepEqual([provider, notes], ['cpu', [sentence]]);
    }
  });

  it('gives the command that fetches the CUDA libraries where there are any', async () => {
    await assert.rejects(chooseProvider('cuda', machine('linux', 'cpu'), 'g', opensOn('cpu')), {
      code: 'provider-unavailable',
      message: /ONNXRUNTIME_NODE_INSTALL=cuda12 node "\/there\/install\.js"/,
    });
  });

  it('says which systems have a provider that this one has not, and what it has', async () => {
    for (const [provider, platform] of [
      ['cuda', 'win32'],
      ['dml', 'linux'],
      ['coreml', 'win32'],
    ] as const) {
      await assert.rejects(
        chooseProvider(provider, machine(platform, 'cpu'), 'g', opensOn('cpu')),
        {
          code: 'provider-unavailable',
          message: new RegExp(
            `${provider} .* only, and this is ${platform} x64\\. .*: auto, cpu\\.$`,
          ),
        },
      );
    }
  });

  it('blames the graph when not even the CPU runs it', async () => {
    await assert.rejects(
      chooseProvider('auto', machine('linux', 'cpu'), 'some/g.onnx', opensOn()),
      {
        code: 'model-invalid',
        message: /^some\/g\.onnx: .* on the CPU \(No adapter\)\. Export the model anew/,
      },
    );
  });

  it('does not look for another provider once the graph itself has been refused', async () => {
    const refusal = new OperationalError('model-invalid', 'The graph has no output.');
    const tried: Provider[] = [];
    const open = (provider: Provider): Promise<never> => {
      tried.push(provider);
      return Promise.reject(refusal);
    };
    const laptop = machine('win32', 'cpu', 'dml');
    await assert.rejects(chooseProvider('auto', laptop, 'g', open), refusal);
    assert.deepEqual(tried, ['dml']);
  });
});
