/** `node chain/idl/generate.ts` writes what is made from the description: the Anchor IDLs and the programs' Rust constants. */
import { writeFileSync } from "node:fs";
import { anchorIdl } from "./anchor-idl.ts";
import { PROGRAMS } from "./description.ts";
import { rustSource } from "./rust-source.ts";

export interface GeneratedFile {
  readonly url: URL;
  readonly text: string;
}

/** Every generated file with its text. A test compares them with the disk. */
export function generatedFiles(): GeneratedFile[] {
  const idls = PROGRAMS.map((program) => ({
    url: new URL(`${program.name}.json`, import.meta.url),
    text: `${JSON.stringify(anchorIdl(program), null, 2)}\n`,
  }));
  return [...idls, { url: new URL("../programs/wire/src/generated.rs", import.meta.url), text: rustSource() }];
}

if (import.meta.main) for (const file of generatedFiles()) writeFileSync(file.url, file.text);
