import type { Idl } from "@coral-xyz/anchor";
import { DISCRIMINATOR_BYTES, EventReader, structFields } from "../clients/borsh-fields.ts";
import { loggedData } from "./anchor-log.ts";
import type { ChainEvent, ProgramArtifact } from "./backend.ts";
import { bytesText } from "./kept-key.ts";

/** Reads events out of logs, each by the IDL of the program that logged it. */
export class EventDecoder {
  /** By the program's address, then by discriminator. */
  private readonly readers: ReadonlyMap<string, ReadonlyMap<string, EventReader>>;

  constructor(programs: readonly ProgramArtifact[]) {
    this.readers = new Map(programs.map(({ address, idl }) => [address.toBase58(), eventReaders(idl)]));
  }

  /** The events of known programs, in order; other logged data is left out. */
  decode(logs: readonly string[]): readonly ChainEvent[] {
    return loggedData(logs).flatMap(({ program, data }) => {
      const reader = this.readers.get(program)?.get(bytesText(data.subarray(0, DISCRIMINATOR_BYTES)));
      return reader === undefined ? [] : [eventOf(program, reader, data)];
    });
  }
}

/** Its fields are read when somebody asks for them: of a claim's two events only one is looked at. */
function eventOf(program: string, reader: EventReader, bytes: Uint8Array): ChainEvent {
  return {
    program,
    name: reader.name,
    get data() {
      return reader.decode(bytes);
    },
  };
}

function eventReaders(idl: Idl): ReadonlyMap<string, EventReader> {
  return new Map(
    (idl.events ?? []).map(({ name, discriminator }) => [
      bytesText(Uint8Array.from(discriminator)),
      new EventReader(name, structFields(idl, name)),
    ]),
  );
}
