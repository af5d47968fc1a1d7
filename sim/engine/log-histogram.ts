import { assert } from "../../base/assert.ts";

/** Counts of positive values in bins of equal width on a log axis: quantiles of millions of values in a fixed memory, within one bin. */
export class LogHistogram {
  readonly #min: number;
  readonly #binsPerE: number;
  readonly #counts: Float64Array;
  #total = 0;

  /** Values below `min` or above `max` fall into the first or last bin. `binCount` bins between them. */
  constructor(min: number, max: number, binCount: number) {
    assert(min > 0 && max > min && binCount > 0, "a log histogram needs 0 < min < max");
    this.#min = min;
    this.#binsPerE = binCount / Math.log(max / min);
    this.#counts = new Float64Array(binCount);
  }

  get total(): number {
    return this.#total;
  }

  add(value: number): void {
    const counts = this.#counts;
    const bin =
      value <= this.#min ? 0 : Math.min(counts.length - 1, Math.floor(Math.log(value / this.#min) * this.#binsPerE));
    counts[bin] = (counts[bin] as number) + 1;
    this.#total++;
  }

  /** The value below which a share `q` lies, interpolated inside its bin; 0 when nothing was added. */
  quantile(q: number): number {
    if (this.#total === 0) return 0;
    const wanted = q * this.#total;
    let below = 0;
    for (let bin = 0; bin < this.#counts.length; bin++) {
      const count = this.#counts[bin] as number;
      if (count > 0 && below + count >= wanted)
        return this.#min * Math.exp((bin + (wanted - below) / count) / this.#binsPerE);
      below += count;
    }
    return this.#min * Math.exp(this.#counts.length / this.#binsPerE);
  }

  /** Adds the counts of a histogram of the same shape. */
  merge(other: LogHistogram): void {
    assert(
      other.#counts.length === this.#counts.length && other.#min === this.#min && other.#binsPerE === this.#binsPerE,
      "histograms of one shape merge",
    );
    for (let bin = 0; bin < this.#counts.length; bin++)
      this.#counts[bin] = (this.#counts[bin] as number) + (other.#counts[bin] as number);
    this.#total += other.#total;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }

  /** All that a run changes here, not copied: for `World.snapshot`. */
  save() {
    return { counts: this.#counts, total: this.#total };
  }

  /** Takes over what another one of the same shape saved. */
  load(saved: ReturnType<LogHistogram["save"]>): void {
    this.#counts.set(saved.counts);
    this.#total = saved.total;
  }
}
