/**
 * What an AudioWorklet's scope has beside the page's own, as far as it is used (Web Audio API, 1.32).
 */
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
}

declare function registerProcessor(name: string, processor: typeof AudioWorkletProcessor): void;
