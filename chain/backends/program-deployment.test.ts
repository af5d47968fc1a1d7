import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SystemProgram } from "@solana/web3.js";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { PROGRAM_ARTIFACTS } from "../clients/programs.ts";
import type { ChainBackend, EmbeddedChain, ProgramArtifact } from "./backend.ts";
import { LitesvmBackend } from "./litesvm.ts";
import { deployedProgram, handOver, planDeployment, runDeployment } from "./program-deployment.ts";
import { readProgramFile } from "./program-file.ts";
import { signerFromSeed } from "./signer.ts";
import { CHUNK_BYTES } from "./upgradeable-loader.ts";

const folder = mkdtempSync(join(tmpdir(), "twinlight-deploy-"));
afterAll(() => rmSync(folder, { recursive: true }));

const seed = (text: string): Uint8Array => createHash("sha256").update(text).digest();
const payer = signerFromSeed(seed("payer"));
const authority = signerFromSeed(seed("authority"));
const programKey = signerFromSeed(seed("program"));
const deployer = { payer, authority, secret: seed("payer"), signerOf: () => programKey };
/** Registry under an address whose key the test has. */
const registry: ProgramArtifact = { ...PROGRAM_ARTIFACTS[0], address: programKey.publicKey };
const elf = readProgramFile(registry.path, registry.shownPath);
const CHUNKS = Math.ceil(elf.length / CHUNK_BYTES);

/** The registry with another build of the same size, or longer. */
function otherBuild(name: string, build: Buffer): ProgramArtifact {
  const path = join(folder, `${name}.so`);
  writeFileSync(path, build);
  return { ...registry, path, shownPath: `${name}.so` };
}

let chain: EmbeddedChain;
beforeEach(async () => {
  const wallet = {
    lamports: 100_000_000_000n,
    owner: SystemProgram.programId,
    data: new Uint8Array(),
    executable: false,
  };
  const accounts = [{ ...wallet, address: payer.publicKey }];
  chain = await LitesvmBackend.start({ programs: [], accounts, unixSeconds: 1_750_000_000 });
});

async function deploy(program: ProgramArtifact, by = deployer, on: ChainBackend = chain): Promise<string> {
  const [step] = await planDeployment(on, [program], by);
  await runDeployment(on, [step], by, () => undefined);
  return step.action;
}

/** The chain, failing at its `nth` transaction as a lost connection would. */
function failingAt(nth: number): ChainBackend {
  let sent = 0;
  const send: ChainBackend["send"] = async (request) => {
    if (++sent === nth) throw new Error("the line is dead");
    return await chain.send(request);
  };
  return new Proxy(chain, { get: (target, name) => (name === "send" ? send : Reflect.get(target, name).bind(target)) });
}

describe("a deployment by the upgradeable loader", () => {
  it("plans before it acts: sizes, chunks and rent", async () => {
    const [step] = await planDeployment(chain, [registry], deployer);
    expect(step).toMatchObject({ action: "create", bufferExists: false, growBytes: 0 });
    expect(step.offsetsMissing).toHaveLength(CHUNKS);
    expect(step.rentLamports).toBe(BigInt(128 + 36 + 128 + 45 + elf.length) * 6_960n);
    expect(await chain.getAccount(registry.address)).toBeUndefined();
  });

  it("makes a program whose content is the file's, then finds it unchanged", async () => {
    expect(await deploy(registry)).toBe("create");
    const deployed = await deployedProgram(chain, registry);
    expect(Buffer.compare(deployed?.content ?? new Uint8Array(), elf)).toBe(0);
    expect(deployed?.authority?.equals(authority.publicKey)).toBe(true);
    expect((await chain.getAccount(registry.address))?.executable).toBe(true);
    expect(await deploy(registry)).toBe("unchanged");
  });

  it("goes on after an interruption with the chunks that are missing, and pays no second buffer", async () => {
    const [before] = await planDeployment(chain, [registry], deployer);
    await expect(runDeployment(failingAt(40), [before], deployer, () => undefined)).rejects.toThrow("the line is dead");
    const [after] = await planDeployment(chain, [registry], deployer);
    expect(after.bufferExists).toBe(true);
    // One transaction made the buffer; what was on its way when the line died may have arrived.
    expect(after.offsetsMissing.length).toBeLessThanOrEqual(CHUNKS - 38);
    expect(after.offsetsMissing.length).toBeGreaterThan(0);
    await runDeployment(chain, [after], deployer, () => undefined);
    expect(await deploy(registry)).toBe("unchanged");
    expect(await chain.getAccount(before.buffer.publicKey)).toBeUndefined();
  });

  it("replaces a program by its authority alone", async () => {
    await deploy(registry);
    const changed = Buffer.from(elf);
    // A byte of a message in read-only data.
    changed[changed.indexOf("AnchorError")] ^= 0x20;
    const next = otherBuild("changed", changed);
    const stranger = { ...deployer, authority: payer };
    await expect(deploy(next, stranger)).rejects.toThrow(/may be replaced by .* alone/);
    chain.setTime(chain.clock().unixSeconds + 60);
    expect(await deploy(next)).toBe("upgrade");
    expect(Buffer.compare((await deployedProgram(chain, next))?.content ?? new Uint8Array(), changed)).toBe(0);
  });

  it("hands over to another authority, and to nobody for ever", async () => {
    await deploy(registry);
    await handOver(chain, [registry], deployer, payer.publicKey);
    expect((await deployedProgram(chain, registry))?.authority?.equals(payer.publicKey)).toBe(true);
    const second = { ...deployer, authority: payer };
    await handOver(chain, [registry], second, undefined);
    expect((await deployedProgram(chain, registry))?.authority).toBeUndefined();
    const changed = Buffer.from(elf);
    changed[changed.indexOf("AnchorError")] ^= 0x20;
    await expect(deploy(otherBuild("final", changed), second)).rejects.toThrow("is final: nobody may replace it");
  });

  it("asks for the key of a program's address, and refuses an address that another loader holds", async () => {
    const keyless = { ...deployer, signerOf: () => undefined };
    await expect(planDeployment(chain, [registry], keyless)).rejects.toMatchObject({ code: "CHAIN_DEPLOY" });
    const wallet = { ...registry, address: payer.publicKey };
    await expect(planDeployment(chain, [wallet], deployer)).rejects.toThrow(/address of 1{32}/);
  });
});
