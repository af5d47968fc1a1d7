import { readFileSync } from "node:fs";
import { BorshCoder } from "@coral-xyz/anchor";
import { PublicKey } from "@solana/web3.js";
import { describe, expect, it } from "vitest";
import { DEPLOYER, PROGRAM_IDS } from "./addresses.ts";
import { anchorIdl } from "./anchor-idl.ts";
import { PROGRAMS, sizeWithDiscriminator } from "./description.ts";
import { developmentKey } from "./development-key.ts";
import { generatedFiles } from "./generate.ts";

describe("generate", () => {
  it.each(generatedFiles())("leaves $url as it is on disk (else run node chain/idl/generate.ts)", ({ url, text }) => {
    expect(readFileSync(url, "utf8")).toBe(text);
  });

  it("gives IDLs whose account sizes are those of the description", () => {
    for (const program of PROGRAMS) {
      const coder = new BorshCoder(anchorIdl(program));
      for (const [name, account] of Object.entries(program.accounts))
        expect(coder.accounts.size(name), `${program.name}.${name}`).toBe(sizeWithDiscriminator(account.fields));
    }
  });

  it("gives each return value a last field that is never zero, since runtimes strip trailing zeros", () => {
    for (const program of PROGRAMS)
      for (const [name, item] of Object.entries(program.structs))
        expect(["bump", "tier_count", "decimals"], name).toContain(Object.keys(item.fields).at(-1));
  });
});

describe("addresses", () => {
  it("are those of the development keys", () => {
    expect(developmentKey("deployer").publicKey.toBase58()).toBe(DEPLOYER);
    for (const name of Object.keys(PROGRAM_IDS) as (keyof typeof PROGRAM_IDS)[])
      expect(developmentKey(name).publicKey.equals(new PublicKey(PROGRAM_IDS[name]))).toBe(true);
  });
});
