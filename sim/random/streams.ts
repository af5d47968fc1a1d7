import seedrandom from "seedrandom";

/** The run's randomness: one named key or stream per component, all derived from the scenario's seed. */
export class RandomSource {
  readonly seed: string;

  constructor(seed: string) {
    this.seed = seed;
  }

  /** 32-bit key for the counter-based draws of one component. The same (seed, component) gives the same key in every run. */
  key(component: string): number {
    return seedrandom.alea(`${this.seed}/${component}`).int32() >>> 0;
  }

  /** Sequential generator for set-up work that is done once, in a fixed order; never shared between components. */
  stream(component: string): () => number {
    return seedrandom.alea(`${this.seed}/${component}/stream`);
  }
}
