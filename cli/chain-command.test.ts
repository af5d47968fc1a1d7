import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findValidator, startValidator, VALIDATOR_HINT } from "../chain/backends/validator.ts";
import { createNodeCrypto } from "../protocol/crypto/node-crypto.ts";
import { planLines } from "./chain-deploy.ts";
import { runCli } from "./program.ts";

const folder = mkdtempSync(join(tmpdir(), "twinlight-chain-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A key file of the Solana tools' form. */
function keyFile(name: string, fill: number): string {
  const seed = new Uint8Array(32).fill(fill);
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify([...seed, ...createNodeCrypto().publicKeyOf(seed)]));
  return path;
}

async function cli(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, { out: (text) => out.push(text), err: (text) => err.push(text) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

const NOBODY_THERE = "http://127.0.0.1:8899/nobody-listens-here";

describe("twinlight chain", () => {
  it.each([["build"], ["verify"], ["deploy"], ["inspect"], ["genesis"]])(
    "%s has an example in its help",
    async (command) => {
      const { code, out } = await cli("chain", command, "--help");
      expect(code).toBe(0);
      expect(out).toContain("Example:");
    },
  );

  it("deploy ends with 2 and one line for a key file that is missing, broken, or of two keys", async () => {
    const broken = join(folder, "broken.json");
    writeFileSync(broken, "[1, 2, secret]");
    const halves = join(folder, "halves.json");
    writeFileSync(halves, JSON.stringify(Array(64).fill(7)));
    for (const [file, problem] of [
      [join(folder, "none.json"), "the key file is missing"],
      [broken, "not a key pair"],
      [halves, "the public half is another key's"],
    ]) {
      const { code, out, err } = await cli("chain", "deploy", "--payer", file);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toContain(`${problem}; expected a key pair as`);
      expect(err).not.toContain("secret");
    }
  });

  it("deploy ends with 2 for a program that there is not, an authority that is no address, a fee that is no number", async () => {
    const payer = keyFile("payer", 3);
    for (const [args, message] of [
      [["--only", "tokens"], /no such program; got "tokens", expected registry, /],
      [["--new-authority", "me"], /not an address; got "me"/],
      [["--priority-fee", "high"], /--priority-fee: not an amount; got "high"/],
    ] as const) {
      const { code, err } = await cli("chain", "deploy", "--payer", payer, "--url", NOBODY_THERE, ...args);
      expect(code).toBe(2);
      expect(err).toMatch(message);
    }
  });

  it("the plan names endpoint, payer, authority, and of each program action, size and rent", () => {
    const lines = planLines({
      endpoint: "https://cluster.example",
      payer: "Pay",
      payerLamports: 1_500_000_000n,
      authority: "Auth",
      newAuthority: "none",
      programs: [
        {
          name: "registry",
          address: "Reg",
          action: "create",
          bytes: 79_296,
          chunks: 89,
          chunksMissing: 12,
          rentLamports: 5n,
        },
        {
          name: "staking",
          address: "Sta",
          action: "unchanged",
          bytes: 10,
          chunks: 1,
          chunksMissing: 0,
          rentLamports: 0n,
        },
      ],
      rentLamports: 5n,
      neededLamports: 1_105n,
      airdrop: async () => undefined,
      run: async () => undefined,
    });
    expect(lines).toEqual([
      "endpoint   https://cluster.example",
      "payer      Pay, holds 1.500000000 SOL",
      "authority  Auth",
      "handed to  none (nobody can replace the programs after that)",
      "  create    registry       Reg  79296 bytes, rent 0.000000005 SOL, 12 of 89 chunks to write",
      "  unchanged staking        Sta  10 bytes, rent 0.000000000 SOL",
      "rent       0.000000005 SOL; needed to begin, buffers and fees included: 0.000001105 SOL",
    ]);
  });

  it.skipIf(findValidator() === undefined)(
    `deploys to a real validator, finds it unchanged, and inspects it (skipped without ${VALIDATOR_HINT})`,
    async () => {
      const validator = await startValidator({ programs: [], accounts: [] });
      try {
        const place = ["--url", validator.endpoint];
        const payer = ["--payer", keyFile("rich", 5), "--only", "registry"];
        const poor = await cli("chain", "deploy", ...place, ...payer, "--yes");
        expect(poor.code).toBe(2);
        expect(poor.err).toContain('the payer holds too little; got "0.000000000 SOL"');
        const unasked = await cli("chain", "deploy", ...place, ...payer, "--airdrop", "5");
        expect(unasked).toMatchObject({ code: 2, out: "" });
        expect(unasked.err).toContain("--yes: nobody is there to ask");
        const first = await cli("chain", "deploy", ...place, ...payer, "--yes");
        expect(first.err).toMatch(/create +registry .* bytes, rent 0\.\d+ SOL, (\d+) of \1 chunks to write/);
        expect(first).toMatchObject({ code: 0, out: expect.stringMatching(/^registry \w+ deployed$/) });
        const second = await cli("chain", "deploy", ...place, ...payer, "--yes", "--json");
        expect(JSON.parse(second.out).programs).toMatchObject([{ name: "registry", action: "unchanged" }]);
        const inspected = await cli("chain", "inspect", ...place, "--json");
        const { programs, mint, epochs } = JSON.parse(inspected.out);
        expect(programs[0]).toMatchObject({ name: "registry", state: "upgradeable", isOurs: true });
        expect(programs[1]).toMatchObject({ state: "absent" });
        expect({ mint, epochs }).toEqual({ mint: null, epochs: [] });
        const final = await cli("chain", "deploy", ...place, ...payer, "--yes", "--new-authority", "none");
        expect(final.err).toContain("handed to  none (nobody can replace the programs after that)");
        const after = JSON.parse((await cli("chain", "inspect", ...place, "--json")).out);
        expect(after.programs[0]).toMatchObject({ state: "final", authority: null });
      } finally {
        await validator.stop();
      }
    },
    300_000,
  );
});
