import { describe, expect, it } from "vitest";
import { reportQuorum } from "../protocol/oracle/median.ts";
import { CHAIN_VERIFIERS_MAX, sizeWithQuorum } from "./oracle-size.ts";

describe("sizeWithQuorum", () => {
  it("gives a set in which just that many decide, with as many liars tolerated as it can", () => {
    expect(sizeWithQuorum(7, 5)).toEqual({ verifierCount: 7, faultLimit: 2 });
    expect(sizeWithQuorum(7, 4)).toEqual({ verifierCount: 7, faultLimit: 0 });
    expect(sizeWithQuorum(13, 9)).toEqual({ verifierCount: 13, faultLimit: 4 });
    expect(sizeWithQuorum(1, 1)).toEqual({ verifierCount: 1, faultLimit: 0 });
  });

  it("gives none where no more than half decide, where more must than a third of liars leaves, or beyond a transaction", () => {
    for (let verifierCount = 1; verifierCount <= CHAIN_VERIFIERS_MAX; verifierCount++)
      for (let threshold = 1; threshold <= verifierCount; threshold++) {
        const size = sizeWithQuorum(verifierCount, threshold);
        const most = reportQuorum({ verifierCount, faultLimit: Math.ceil(verifierCount / 3) - 1 });
        expect(size !== undefined).toBe(2 * threshold > verifierCount && threshold <= most);
        if (size !== undefined) expect(reportQuorum(size)).toBe(threshold);
      }
    expect(sizeWithQuorum(CHAIN_VERIFIERS_MAX + 1, 17)).toBeUndefined();
  });
});
