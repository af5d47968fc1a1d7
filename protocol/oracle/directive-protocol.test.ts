import { describe, expect, it } from "vitest";
import { PROTOCOL_DEFAULTS } from "../params.ts";
import { directiveProtocol, pairLearns } from "./directive-protocol.ts";

describe("directiveProtocol", () => {
  it.each([
    ["before", true, true, true],
    ["before", true, false, true],
    ["before", false, true, true],
    ["before", false, false, false],
    ["after", true, true, false],
    ["after", false, false, false],
  ] as const)("decided %s, client told %s, next hop seen %s: a pair learns it: %s", (decided, told, seen, learns) => {
    const protocol = directiveProtocol({
      ...PROTOCOL_DEFAULTS,
      "directive.decided": decided,
      "directive.clientKnows": told,
      "directive.peerSeesNextHop": seen,
    });
    expect(pairLearns(protocol)).toBe(learns);
    expect(protocol.relaysAll).toBe(decided === "after");
  });

  it("tells each side only what its own switch lets out", () => {
    const blindClient = directiveProtocol({ ...PROTOCOL_DEFAULTS, "directive.clientKnows": false });
    expect([blindClient.clientLearns, blindClient.peerLearns]).toEqual([false, true]);
  });
});
