import anchor from "@coral-xyz/anchor";
import { fromAnchor } from "../clients/wire.ts";
import { loggedData } from "./anchor-log.ts";
import type { ChainEvent, ProgramArtifact } from "./backend.ts";

/** Reads events out of logs, each by the IDL of the program that logged it. */
export class EventDecoder {
  private readonly coders: ReadonlyMap<string, anchor.BorshEventCoder>;

  constructor(programs: readonly ProgramArtifact[]) {
    this.coders = new Map(programs.map(({ address, idl }) => [address.toBase58(), new anchor.BorshEventCoder(idl)]));
  }

  /** The events of known programs, in order; other logged data is left out. */
  decode(logs: readonly string[]): readonly ChainEvent[] {
    return loggedData(logs).flatMap(({ program, data }) => {
      const event = this.coders.get(program)?.decode(data.toString("base64"));
      return event === undefined || event === null ? [] : [{ program, name: event.name, data: fromAnchor(event.data) }];
    });
  }
}
