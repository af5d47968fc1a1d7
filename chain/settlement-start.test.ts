import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { LANTERN, US_PER_DAY } from "../base/units.ts";
import { PROTOCOL_DEFAULTS } from "../protocol/params.ts";
import { accountFileText } from "./backends/account-files.ts";
import { startEmbedded } from "./backends/start-embedded.ts";
import { findValidator, validatorArguments } from "./backends/validator.ts";
import { PROGRAM_ARTIFACTS } from "./clients/programs.ts";
import { settlementRules } from "./clients/settlement-rules.ts";
import { MINT_ADDRESS } from "./clients/token.ts";
import type { SettlementOptions } from "./clients/twin-genesis.ts";
import { testPeers } from "./conformance/ledger-pair.ts";
import { writeGenesisFolder } from "./genesis-folder.ts";
import { inspectChain } from "./inspection.ts";
import { ChainSettlement } from "./settlement.ts";
import { startSettlement } from "./settlement-start.ts";
import { twinGenesis } from "./twin-chain.ts";

const folder = mkdtempSync(join(tmpdir(), "twinlight-genesis-"));
afterAll(() => rmSync(folder, { recursive: true }));

const GENESIS = 1_750_000_000;
const [ann] = testPeers(1);
const OPTIONS: SettlementOptions = {
  ...settlementRules(PROTOCOL_DEFAULTS),
  genesisUnixSeconds: GENESIS,
  genesisSupplyBase: 1_000 * LANTERN,
  cohort: [{ peerId: ann, registeredAtUs: -US_PER_DAY, stakeBase: 100 * LANTERN, walletBase: 7 * LANTERN }],
  seed: "genesis",
  keyOf: () => new Uint8Array(32),
};

/** A chain that starts with the genesis as a validator does: accounts only, no transaction. */
async function loaded() {
  const accounts = await twinGenesis(OPTIONS);
  return await startEmbedded("bankrun", { programs: PROGRAM_ARTIFACTS, accounts, unixSeconds: GENESIS });
}

describe("a twin's genesis as accounts", () => {
  it("is all that another chain needs: the same accounts, totals and roots' domain", async () => {
    const started = await ChainSettlement.start(OPTIONS);
    const attached = await ChainSettlement.attach(await loaded(), OPTIONS);
    expect(await attached.accounts([ann])).toEqual(await started.accounts([ann]));
    expect(await attached.totals()).toEqual(await started.totals());
    expect(attached.domain).toEqual(started.domain);
    const slash = { kind: "slash", atUs: 0, peerId: ann, evidenceHash: "5a".repeat(32), amountBase: LANTERN } as const;
    expect((await attached.apply([slash]))[0].outcome).toEqual((await started.apply([slash]))[0].outcome);
  });

  it("belongs to one run: another seed or time is CHAIN_OTHER_GENESIS, none at all CHAIN_ACCOUNT_MISSING", async () => {
    const chain = await loaded();
    await expect(ChainSettlement.attach(chain, { ...OPTIONS, seed: "other" })).rejects.toMatchObject({
      code: "CHAIN_OTHER_GENESIS",
    });
    await expect(ChainSettlement.attach(chain, { ...OPTIONS, genesisUnixSeconds: GENESIS + 1 })).rejects.toThrow(
      "the chain was made for another run",
    );
    const empty = await startEmbedded("litesvm", { programs: [], accounts: [], unixSeconds: GENESIS });
    await expect(ChainSettlement.attach(empty, OPTIONS)).rejects.toThrow(/no vault config; .*twinlight chain genesis/);
  });

  it("is written one file an account, with the command that loads it", async () => {
    const { accounts, command } = await writeGenesisFolder(folder, OPTIONS);
    expect(accounts).toBeGreaterThan(8);
    const mint = JSON.parse(readFileSync(join(folder, `${MINT_ADDRESS.toBase58()}.json`), "utf8"));
    expect(mint.account.data[1]).toBe("base64");
    expect(command.slice(0, 4)).toEqual(["solana-test-validator", "--reset", "--account-dir", folder]);
    const files = command.filter((word) => word.endsWith(".so"));
    expect(files).toHaveLength(PROGRAM_ARTIFACTS.length);
    expect(files.every((file) => existsSync(file))).toBe(true);
  });

  it("`accountFileText` keeps lamports beyond 2^53 exact", () => {
    const account = { lamports: 18_446_744_073_709_551_615n, data: new Uint8Array([1]), executable: false };
    const text = accountFileText({ ...account, address: MINT_ADDRESS, owner: MINT_ADDRESS });
    expect(text).toContain('"lamports":18446744073709551615,');
    expect(JSON.parse(text).account.data).toEqual(["AQ==", "base64"]);
  });

  it("`inspectChain` shows what lies there: programs, single accounts, supply", async () => {
    const inspection = await inspectChain(await loaded(), "here", 5);
    expect(inspection.programs.every(({ isOurs, state }) => isOurs && state === "final")).toBe(true);
    expect(inspection.mint?.supplyBase).toBe(String(1_000 * LANTERN));
    const pool = inspection.accounts.find(({ program, name }) => program === "staking" && name === "pool");
    expect(pool?.fields).toMatchObject({ stakedTotal: String(100 * LANTERN) });
    const config = inspection.accounts.find(({ program, name }) => program === "rewards_vault" && name === "config");
    expect(config?.fields).toMatchObject({ epochCount: "0", genesisUnix: String(GENESIS) });
    expect(inspection.epochs).toEqual([]);
  });
});

describe("`startSettlement`", () => {
  it("refuses an endpoint for a chain in this process", async () => {
    const place = { backend: "bankrun", endpoint: "https://cluster.example" } as const;
    await expect(startSettlement(place, OPTIONS)).rejects.toThrow(/chain.endpoint: bankrun runs in this process/);
  });
});

describe("a validator of one's own", () => {
  it("is looked for in SOLANA_TEST_VALIDATOR first, then on the PATH, and may be absent", () => {
    expect(findValidator({ SOLANA_TEST_VALIDATOR: process.execPath, PATH: "" })).toBe(process.execPath);
    expect(findValidator({ SOLANA_TEST_VALIDATOR: join(folder, "none"), PATH: "" })).toBeUndefined();
    expect(findValidator({ PATH: folder })).toBeUndefined();
  });

  it("keeps everything in one folder and opens no port to the outside", () => {
    const words = validatorArguments(folder, { programs: PROGRAM_ARTIFACTS, accounts: [] }, { rpc: 1, faucet: 2 });
    expect(words).toEqual(expect.arrayContaining(["--bind-address", "127.0.0.1", "--ledger", join(folder, "ledger")]));
    expect(words.filter((word) => word === "--bpf-program")).toHaveLength(PROGRAM_ARTIFACTS.length);
  });
});
