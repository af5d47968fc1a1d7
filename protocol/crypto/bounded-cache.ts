import { assert } from "../../base/assert.ts";

/** Values that are dear to make, by text; beyond `countMax` the one made first is dropped. Never changes a result, only its cost. */
export class BoundedCache<Value> {
  readonly countMax: number;
  readonly #values = new Map<string, Value>();

  /** @throws AssertionFailure unless `countMax` is a positive integer */
  constructor(countMax: number) {
    assert(Number.isSafeInteger(countMax) && countMax > 0, "a cache holds at least one value");
    this.countMax = countMax;
  }

  get count(): number {
    return this.#values.size;
  }

  get(key: string, make: () => Value): Value {
    const values = this.#values;
    const known = values.get(key);
    if (known !== undefined || values.has(key)) return known as Value;
    const value = make();
    if (values.size >= this.countMax) {
      const [oldest] = values.keys();
      values.delete(oldest);
    }
    values.set(key, value);
    return value;
  }
}
