import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { assert } from "../base/assert.ts";
import { TwinError } from "../base/errors.ts";
import { type LanternBase, US_PER_S } from "../base/units.ts";
import { type Allocation, allocationBase } from "../protocol/emission/vesting.ts";
import type { ChainBackend, TransactionResult } from "./backends/backend.ts";
import { type ChainSigner, signerFromSeed } from "./backends/signer.ts";
import { createTokenAccountInstruction, tokenAccountAddress, tokenAmount } from "./clients/token.ts";
import { grantedAllocations, harnessSigner } from "./clients/twin-genesis.ts";
import { VestingClient } from "./clients/vesting.ts";
import { developmentKey } from "./idl/development-key.ts";

/** Each beneficiary has one grant. */
const GRANT_INDEX = 0;

/** One allocation on chain, base units. */
export interface GrantState {
  readonly name: Allocation["name"];
  readonly totalBase: LanternBase;
  readonly releasedBase: LanternBase;
  /** In the beneficiary's token account. */
  readonly paidBase: LanternBase;
}

/** The allocations of genesis that vest, as grants of the vesting program. */
export class GenesisGrants {
  private readonly chain: ChainBackend;
  private readonly payer: ChainSigner;
  private readonly seed: string;
  private readonly vesting = new VestingClient();

  constructor(chain: ChainBackend, payer: ChainSigner, seed: string) {
    this.chain = chain;
    this.payer = payer;
    this.seed = seed;
  }

  /**
   * Locks the shares that `operator` holds since genesis, each in a grant that starts at `genesisUnixSeconds`.
   * @throws TwinError CHAIN_GRANTS where the program refuses
   */
  async setUp(operator: ChainSigner, genesisUnixSeconds: number): Promise<void> {
    const deployer = signerFromSeed(developmentKey("deployer").secretKey.subarray(0, 32));
    const admin = operator.publicKey;
    await this.must("set-up", this.vesting.initialize(deployer.publicKey, admin), deployer);
    for (const allocation of grantedAllocations()) {
      const { vesting, name } = allocation;
      assert(vesting !== undefined, "a granted allocation vests");
      const terms = {
        index: GRANT_INDEX,
        total: BigInt(allocationBase(allocation)),
        startAt: BigInt(genesisUnixSeconds),
        cliffSeconds: BigInt(vesting.cliffUs / US_PER_S),
        durationSeconds: BigInt(vesting.durationUs / US_PER_S),
      };
      const beneficiary = this.holder(name).publicKey;
      const grant = { beneficiary, terms };
      const create = this.vesting.createGrant(this.payer.publicKey, admin, tokenAccountAddress(admin), grant);
      await this.must(`grant of the ${name}`, create, this.payer, [operator]);
      const tokens = createTokenAccountInstruction(this.payer.publicKey, beneficiary);
      await this.must(`token account of the ${name}`, tokens, this.payer);
    }
  }

  /** Pays what has vested of `name`; gives the refusal where nothing has. Anyone may submit it. */
  async release(name: Allocation["name"]): Promise<TransactionResult> {
    const instruction = this.vesting.release(this.holder(name).publicKey, GRANT_INDEX);
    return await this.chain.send({ instructions: [instruction], feePayer: this.payer, signers: [] });
  }

  /** The grants as the program keeps them. @throws TwinError CHAIN_ACCOUNT_MISSING where there are none */
  async states(): Promise<readonly GrantState[]> {
    return await Promise.all(grantedAllocations().map(async ({ name }) => await this.state(name)));
  }

  private async state(name: Allocation["name"]): Promise<GrantState> {
    const beneficiary = this.holder(name).publicKey;
    const grant = this.vesting.decodeGrant(
      await this.dataOf(this.vesting.grantAddress(beneficiary, GRANT_INDEX), `grant of the ${name}`),
    );
    const tokens = await this.dataOf(tokenAccountAddress(beneficiary), `token account of the ${name}`);
    return {
      name,
      totalBase: Number(grant.total),
      releasedBase: Number(grant.released),
      paidBase: Number(tokenAmount(tokens)),
    };
  }

  private holder(name: Allocation["name"]): ChainSigner {
    return harnessSigner(`holder ${name}`, this.seed);
  }

  private async dataOf(address: PublicKey, what: string): Promise<Uint8Array> {
    const data = await this.chain.getData(address);
    if (data === undefined)
      throw new TwinError("CHAIN_ACCOUNT_MISSING", `the chain has no ${what}`, {
        value: address.toBase58(),
        expected: "a chain that was started with chain: { grants: true }",
      });
    return data;
  }

  private async must(
    what: string,
    instruction: TransactionInstruction,
    feePayer: ChainSigner,
    signers: readonly ChainSigner[] = [],
  ): Promise<void> {
    const { ok, error } = await this.chain.send({ instructions: [instruction], feePayer, signers });
    if (!ok)
      throw new TwinError("CHAIN_GRANTS", `${what} was refused: ${error?.code}: ${error?.detail}`, {
        value: what,
        expected: "the vesting program to take the allocation of genesis",
      });
  }
}
