/**
 * Scale-invariant signal-to-distortion ratio, as the MSDM evaluation computes it (no mean removal):
 *
 *   a = (<p, t> + e) / (<t, t> + e),   SI-SDR = 10 log10( (|a t|^2 + e) / (|a t - p|^2 + e) ),   e = 1e-8
 *
 * For a silent target a = 1, and the improvement over the mixture becomes 10 log10(E_mixture / E_estimate): a
 * quiet residual gains tens of dB there. That is why the scores are reported with and without silent stems.
 */
const EPSILON = 1e-8;

/** SI-SDR in dB of an estimate against a target of the same length. */
export function siSdrDb(estimate: Float32Array, target: Float32Array): number {
  if (estimate.length !== target.length) {
    throw new Error(`siSdrDb: estimate has ${estimate.length} frames, target ${target.length}`);
  }
  let cross = 0;
  let targetEnergy = 0;
  for (let t = 0; t < target.length; t++) {
    cross += estimate[t]! * target[t]!;
    targetEnergy += target[t]! * target[t]!;
  }
  const scale = (cross + EPSILON) / (targetEnergy + EPSILON);
  let signal = 0;
  let distortion = 0;
  for (let t = 0; t < target.length; t++) {
    const scaled = scale * target[t]!;
    signal += scaled * scaled;
    distortion += (scaled - estimate[t]!) ** 2;
  }
  return 10 * Math.log10((signal + EPSILON) / (distortion + EPSILON));
}
