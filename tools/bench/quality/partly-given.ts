/**
 * A session whose network is given the mixture only while sigma is at least a limit: 0 always, infinity never. So one masked
 * graph is measured as the separator it is, as the prior it holds, and as the one refining the other.
 */
import type { OnnxSession } from '../../../src/model/onnx-session.js';

export function partlyGiven(session: OnnxSession, givenFromSigma: number): OnnxSession {
  return {
    inputs: session.inputs,
    outputs: session.outputs,
    get runSeconds() {
      return session.runSeconds;
    },
    run(feeds, outputs) {
      const given = feeds['mixture_given']!;
      if (feeds['sigma']!.data[0]! >= givenFromSigma) return session.run(feeds, outputs);
      const nothing = { dims: given.dims, data: new Float32Array(given.data.length) };
      return session.run({ ...feeds, mixture_given: nothing }, outputs);
    },
    release: () => session.release(),
  };
}
