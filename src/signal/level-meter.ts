/**
 * Level meter: the peak and the mean square of a signal since they were read last, all its channels together.
 *
 *   peak = max |x|,   square = (1/N) sum x^2        over N samples; both 0 for none
 */
export interface MeasuredLevel {
  readonly peak: number;
  readonly square: number;
}

export class LevelMeter {
  #peak = 0;
  #sum = 0;
  #samples = 0;

  /** Takes the next samples of one channel. */
  add(row: Float32Array): void {
    let [peak, sum] = [this.#peak, this.#sum];
    for (const x of row) {
      peak = Math.max(peak, Math.abs(x));
      sum += x * x;
    }
    this.#peak = peak;
    this.#sum = sum;
    this.#samples += row.length;
  }

  /** And begins anew. */
  read(): MeasuredLevel {
    const square = this.#samples === 0 ? 0 : this.#sum / this.#samples;
    const level = { peak: this.#peak, square };
    this.#peak = 0;
    this.#sum = 0;
    this.#samples = 0;
    return level;
  }
}
