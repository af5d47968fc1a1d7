/** `node chain/tools/setup.ts`: installs the pinned Rust toolchain and compiles the linker into the user's cache. A second run does nothing. */
import { execFileSync } from "node:child_process";
import { LINKER_VERSION, linkerIsReady, linkerRoot, rustChannel } from "./sbf-toolchain.ts";

const channel = rustChannel();
const rustup = ["toolchain", "install", channel, "--profile", "minimal", "--component", "rust-src", "--no-self-update"];
execFileSync("rustup", rustup, { stdio: "inherit" });
if (linkerIsReady()) console.error(`sbpf-linker ${LINKER_VERSION} is in ${linkerRoot()}`);
else {
  const install = ["install", "sbpf-linker", "--version", LINKER_VERSION, "--locked", "--root", linkerRoot()];
  execFileSync("cargo", [`+${channel}`, ...install], { stdio: "inherit" });
}
