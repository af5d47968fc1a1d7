import { TwinError } from "../base/errors.ts";
import type { BackendName, ChainBackend } from "./backends/backend.ts";
import { RpcBackend } from "./backends/rpc.ts";
import { startValidator } from "./backends/validator.ts";
import { PROGRAM_ARTIFACTS } from "./clients/programs.ts";
import type { SettlementOptions } from "./clients/twin-genesis.ts";
import { ChainSettlement } from "./settlement.ts";
import { twinGenesis } from "./twin-chain.ts";

/** Where a twin settles. */
export interface SettlementPlace {
  readonly backend: BackendName;
  /** For `rpc`: URL of a cluster that has the twin's genesis. Without one a validator of its own is started with it. */
  readonly endpoint?: string | undefined;
}

/** A settlement at work, and how it ends. */
export interface RunningSettlement {
  readonly settlement: ChainSettlement;
  /** Ends what was started for it: the validator's process. */
  stop(): Promise<void>;
}

/** Longest wait for a cluster's clock: challenge windows in real seconds, not the default hour. */
const WAIT_SECONDS_MAX = 600;

/**
 * Starts the cohort's ledger at `place`.
 * @throws TwinError CHAIN_PROGRAM_MISSING, CHAIN_VALIDATOR_MISSING, CHAIN_RPC_…, CHAIN_ACCOUNT_MISSING or CHAIN_OTHER_GENESIS where a
 * cluster has not this twin's genesis
 */
export async function startSettlement(
  { backend, endpoint }: SettlementPlace,
  options: SettlementOptions,
): Promise<RunningSettlement> {
  if (backend !== "rpc") {
    if (endpoint !== undefined)
      throw new TwinError("CHAIN_ENDPOINT_UNUSED", `${backend} runs in this process`, {
        field: "chain.endpoint",
        value: endpoint,
        expected: "no endpoint, or the backend rpc",
      });
    return { settlement: await ChainSettlement.start(options, backend), stop: async () => await Promise.resolve() };
  }
  if (endpoint !== undefined)
    return {
      settlement: await ChainSettlement.attach(await connected(endpoint), options),
      stop: async () => await Promise.resolve(),
    };
  const accounts = await twinGenesis(options);
  const validator = await startValidator({ programs: PROGRAM_ARTIFACTS, accounts });
  try {
    const chain = await connected(validator.endpoint);
    return {
      settlement: await ChainSettlement.attach(chain, options),
      stop: async () => await validator.stop(),
    };
  } catch (error) {
    await validator.stop();
    throw error;
  }
}

async function connected(endpoint: string): Promise<ChainBackend> {
  return await RpcBackend.connect({
    endpoint,
    programs: PROGRAM_ARTIFACTS,
    commitment: "confirmed",
    priorityMicroLamports: 0,
    waitSecondsMax: WAIT_SECONDS_MAX,
  });
}
