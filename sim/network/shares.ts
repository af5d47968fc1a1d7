/**
 * Max-min fair shares of `capacity` among `count` demands: writes into `grants` what each gets (0 to `count` - 1). Nobody gets more
 * than it demands; who gets less than it demands gets as much as anyone. Any unit of rate, as long as all are in the same; no
 * rounding. Quadratic in `count`, which is a peer's live sessions (at most some 20); allocates nothing.
 */
export function maxMinShares(demands: Float64Array, count: number, capacity: number, grants: Float64Array): void {
  grants.fill(-1, 0, count);
  let left = capacity;
  let open = count;
  let settled = true;
  while (open > 0 && settled) {
    settled = false;
    const fair = left / open;
    for (let index = 0; index < count; index++) {
      if (grants[index] >= 0 || demands[index] > fair) continue;
      grants[index] = demands[index];
      left -= demands[index];
      open--;
      settled = true;
    }
  }
  const fair = open > 0 ? Math.max(0, left / open) : 0;
  for (let index = 0; index < count; index++) if (grants[index] < 0) grants[index] = fair;
}
