/**
 * Bytes of one leg that count for pay. Phase 1: what the egress metered, and nothing else; receipts change nothing. Phase 2: the
 * meter for a sampled leg, accepted receipts for a direct one. Whole bytes, both directions together.
 * Source: seed 004, phase 1 and the spot-check sampling protocol
 */
export function verifiedBytes(phase: number, sampled: boolean, meteredBytes: number, receiptBytes: number): number {
  return phase < 2 || sampled ? meteredBytes : receiptBytes;
}
