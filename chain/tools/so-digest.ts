import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** File in the deploy folder that lists the digests, in the format of `sha256sum`. */
export const DIGEST_FILE = "sha256sums.txt";

/** One line a program: hex digest, two spaces, file name; readable by `sha256sum -c`. */
export function digestList(folder: string, names: readonly string[]): string {
  const line = (name: string) =>
    `${createHash("sha256")
      .update(readFileSync(join(folder, `${name}.so`)))
      .digest("hex")}  ${name}.so\n`;
  return names.map(line).join("");
}
