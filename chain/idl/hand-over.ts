import { type AccountItem, asWritable, type Fields, type InstructionItem, type StructItem, signer } from "./shape.ts";

/**
 * How an admin hands over, in every program that has one: it names a successor, who has to sign, so that a mistyped key takes nothing.
 * `account` is the one that holds `admin` and `pending_admin`.
 */
export function handOverInstructions(account: AccountItem): Readonly<Record<string, InstructionItem>> {
  return {
    propose_admin: {
      docs: "First of two steps: the admin names a successor.",
      accounts: [signer("admin"), asWritable(account)],
      args: { new_admin: "pubkey" },
    },
    accept_admin: {
      docs: "Second step: the named successor signs.",
      accounts: [signer("new_admin"), asWritable(account)],
      args: {},
    },
  };
}

export const HAND_OVER_EVENTS: Readonly<Record<string, StructItem>> = {
  AdminProposed: { docs: "A successor was named.", fields: { admin: "pubkey", new_admin: "pubkey" } },
  AdminAccepted: { docs: "The successor took over.", fields: { admin: "pubkey" } },
};

/** The first fields of the account that holds the admin. `pending_admin` is all zero where nobody was named. */
export const HAND_OVER_FIELDS: Fields = { admin: "pubkey", pending_admin: "pubkey" };
