/**
 * Onnxruntime's platforms: the sentence on where it runs, for whoever finds that it does not load. A Mac with a processor by Intel is the
 * usual case.
 */
export const WHERE_ONNXRUNTIME_RUNS =
  'It runs on Linux and Windows (x64 and arm64) and on Macs with Apple silicon (arm64): install Stemwright again on one of these.';
