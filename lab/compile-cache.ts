import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * This process's environment for a thread or a child, which then keeps compiled code on disk, where Node keeps it by default; a
 * NODE_COMPILE_CACHE of the user's own stands. `cli/bootstrap.mjs`, which runs before anything is installed, says the same.
 */
export function withCompileCache(): NodeJS.ProcessEnv {
  return { NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache"), ...process.env };
}
