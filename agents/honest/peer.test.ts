import { describe, expect, it } from "vitest";
import { LANTERN, US_PER_DAY } from "../../base/units.ts";
import { PROTOCOL_DEFAULTS } from "../../protocol/params.ts";
import type { PeerEpochView } from "../view.ts";
import { honestPeerOnEpoch } from "./peer.ts";

const view: PeerEpochView = {
  epoch: 40,
  atUs: 41 * US_PER_DAY,
  ageUs: 100 * US_PER_DAY,
  tier: 1,
  stakeBase: 0,
  walletBase: 0,
  claimableBase: 500 * LANTERN,
  lastClaimAtUs: 0,
  stakes: true,
  params: PROTOCOL_DEFAULTS,
};

describe("honestPeerOnEpoch", () => {
  it("stakes what it has just claimed, up to the highest tier of its age", () => {
    expect(honestPeerOnEpoch(view)).toEqual([{ kind: "claim" }, { kind: "stake", amountBase: 500 * LANTERN }]);
  });

  it("claims but does not stake what the lock holds back", () => {
    const params = { ...PROTOCOL_DEFAULTS, "claims.unlock": 7 * US_PER_DAY };
    expect(honestPeerOnEpoch({ ...view, params })).toEqual([{ kind: "claim" }]);
  });
});
