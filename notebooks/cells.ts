/** One block of code of a notebook, and the output that the page holds below it. */
export interface Cell {
  readonly code: string;
  readonly output: string | undefined;
}

/** A cell is a fenced block of TypeScript, with the fenced output that may follow it. */
const CELL = /```ts\n([\s\S]*?)```\n(?:\n```text\n([\s\S]*?)```\n)?/g;

/** The cells of a page in their order. */
export function cellsOf(page: string): readonly Cell[] {
  return [...page.matchAll(CELL)].map(([, code, output]) => ({ code, output }));
}

/** The page with `outputs` in the places of those it holds; one a cell, an empty one leaves no block. */
export function withOutputs(page: string, outputs: readonly string[]): string {
  let index = 0;
  return page.replaceAll(CELL, (_, code: string) => {
    const output = outputs[index++] ?? "";
    return `\`\`\`ts\n${code}\`\`\`\n${output === "" ? "" : `\n\`\`\`text\n${output}\`\`\`\n`}`;
  });
}

/** Marks in a module's output where a cell ends: no cell prints it by chance. */
export const CELL_END = "\u001e";

/** One module of all cells; what a cell prints ends with `CELL_END`. Imports stand where the page has them and are hoisted by the language. */
export function moduleOf(page: string): string {
  return cellsOf(page)
    .map(({ code }) => `${code}console.log(${JSON.stringify(CELL_END)});\n`)
    .join("");
}

/** What each cell printed, of the whole output of `moduleOf`'s module. */
export function outputsOf(printed: string): readonly string[] {
  return printed.split(`${CELL_END}\n`).slice(0, -1);
}
