import { execFileSync } from "node:child_process";
import {
  AccountLayout,
  AccountState,
  createAssociatedTokenAccountIdempotentInstruction,
  getAssociatedTokenAddressSync,
  MintLayout,
} from "@solana/spl-token";
import { PublicKey } from "@solana/web3.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createTokenAccountInstruction,
  MINT_ADDRESS,
  mintData,
  mintSupply,
  TOKEN_DECIMALS,
  tokenAccountAddress,
  tokenAccountBump,
  tokenAccountData,
  tokenAmount,
  withMintSupply,
  withTokenAmount,
} from "./token.ts";

const NOBODY = PublicKey.default;
const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => new PublicKey(bytes));
const amount = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const option = fc.constantFrom(0 as const, 1 as const);
const tokenFields = fc.record({
  mint: key,
  owner: key,
  amount,
  delegateOption: option,
  delegate: key,
  state: fc.constantFrom(AccountState.Initialized, AccountState.Frozen),
  isNativeOption: option,
  isNative: amount,
  delegatedAmount: amount,
  closeAuthorityOption: option,
  closeAuthority: key,
});
const mintFields = fc.record({
  mintAuthorityOption: option,
  mintAuthority: key,
  supply: amount,
  decimals: fc.nat({ max: 255 }),
  isInitialized: fc.boolean(),
  freezeAuthorityOption: option,
  freezeAuthority: key,
});

/** Bytes of a token account as SPL's own package writes them. */
function splAccount(fields: Parameters<typeof AccountLayout.encode>[0]): Buffer {
  const data = Buffer.alloc(AccountLayout.span);
  AccountLayout.encode(fields, data);
  return data;
}

function splMint(fields: Parameters<typeof MintLayout.encode>[0]): Buffer {
  const data = Buffer.alloc(MintLayout.span);
  MintLayout.encode(fields, data);
  return data;
}

describe("token accounts and mints", () => {
  it("begin with the bytes that SPL's package gives the same fields", () => {
    fc.assert(
      fc.property(key, amount, (owner, held) => {
        const none = { delegateOption: 0, isNativeOption: 0, closeAuthorityOption: 0 } as const;
        const zero = { delegate: NOBODY, isNative: 0n, delegatedAmount: 0n, closeAuthority: NOBODY };
        const fields = { mint: MINT_ADDRESS, owner, amount: held, state: AccountState.Initialized, ...none, ...zero };
        expect(Buffer.from(tokenAccountData(owner, held))).toEqual(splAccount(fields));
        const mint = { mintAuthority: owner, supply: held, decimals: TOKEN_DECIMALS, isInitialized: true };
        const options = { mintAuthorityOption: 1, freezeAuthorityOption: 0, freezeAuthority: NOBODY } as const;
        expect(Buffer.from(mintData(held, owner))).toEqual(splMint({ ...mint, ...options }));
      }),
    );
  });

  it("are read and changed in one field, whatever the others hold", () => {
    fc.assert(
      fc.property(tokenFields, mintFields, amount, (account, mint, other) => {
        expect(tokenAmount(splAccount(account))).toBe(account.amount);
        expect(Buffer.from(withTokenAmount(splAccount(account), other))).toEqual(
          splAccount({ ...account, amount: other }),
        );
        expect(mintSupply(splMint(mint))).toBe(mint.supply);
        expect(Buffer.from(withMintSupply(splMint(mint), other))).toEqual(splMint({ ...mint, supply: other }));
      }),
    );
  });

  it("leave the given bytes alone", () => {
    const data = tokenAccountData(NOBODY, 7n);
    withTokenAmount(data, 8n);
    expect(tokenAmount(data)).toBe(7n);
  });

  it("are not read from data of another size", () => {
    for (const read of [tokenAmount, mintSupply]) expect(() => read(new Uint8Array(164))).toThrow("164 bytes instead");
  });
});

describe("the associated token account", () => {
  it("and its creation are those of SPL's package, also for owners off the curve", () => {
    fc.assert(
      fc.property(key, key, (payer, owner) => {
        const address = getAssociatedTokenAddressSync(MINT_ADDRESS, owner, true);
        expect(tokenAccountAddress(owner).equals(address)).toBe(true);
        const theirs = createAssociatedTokenAccountIdempotentInstruction(payer, address, owner, MINT_ADDRESS);
        expect(createTokenAccountInstruction(payer, owner)).toEqual(theirs);
        expect(tokenAccountBump(owner)).toBeLessThan(256);
      }),
      { numRuns: 20 },
    );
  });
});

describe("a run", () => {
  it("loads neither SPL's package nor the native module behind it, which says so where it was not compiled", () => {
    const hooks = `import { registerHooks } from "node:module";
      registerHooks({ resolve(name, context, next) {
        if (/spl-token|bigint-buffer/.test(name)) throw new Error("loads " + name + " from " + context.parentURL);
        return next(name, context);
      } });`;
    const loader = `data:text/javascript,${encodeURIComponent(hooks)}`;
    const modules = ["chain/twin-chain.ts", "lab/run.ts", "cli/program.ts"];
    const load = modules.map((name) => `await import(${JSON.stringify(new URL(`../../${name}`, import.meta.url))});`);
    const script = `${load.join("\n")}\nconsole.log("loaded");`;
    const args = ["--import", loader, "--input-type=module", "-e", script];
    expect(execFileSync(process.execPath, args, { encoding: "utf8" }).trim()).toBe("loaded");
  });
});
