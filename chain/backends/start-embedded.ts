import type { EmbeddedChain, EmbeddedOptions } from "./backend.ts";

/**
 * Starts one of the chains that run inside this process. Each brings a native library, which is loaded only when it is asked for.
 * @throws TwinError CHAIN_PROGRAM_MISSING where a compiled program is missing or broken
 */
export async function startEmbedded(name: EmbeddedChain["name"], options: EmbeddedOptions): Promise<EmbeddedChain> {
  if (name === "bankrun") {
    const { BankrunBackend } = await import("./bankrun.ts");
    return await BankrunBackend.start(options);
  }
  const { LitesvmBackend } = await import("./litesvm.ts");
  return await LitesvmBackend.start(options);
}
