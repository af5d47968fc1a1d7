/** One block of code of a notebook, and what the page holds below it: text and figures as Markdown. */
export interface Cell {
  readonly code: string;
  readonly output: string | undefined;
}

/** A cell is a fenced block of TypeScript, with the generated block that may follow it. */
const CELL = /```ts\n([\s\S]*?)```\n(?:\n<!-- output -->\n([\s\S]*?)<!-- end of output -->\n)?/g;
/** A figure in what a cell printed, as `figure` prints it. */
const FIGURE = /(<!-- figure -->\n[\s\S]*?<!-- end of figure -->\n)/;
/** A setting with the value at which the tests run the page. */
const FAST = /^(const \w+ = ).*; \/\/ fast: (.*)$/gm;

/** The cells of a page in their order. */
export function cellsOf(page: string): readonly Cell[] {
  return [...page.matchAll(CELL)].map(([, code, output]) => ({ code, output }));
}

/** What a cell printed as Markdown: its lines in a fence, its figures as they are. */
export function markdownOf(printed: string): string {
  return printed
    .split(FIGURE)
    .filter((part) => part !== "")
    .map((part) => (FIGURE.test(part) ? part.split("\n").slice(1, -2).join("\n") : `\`\`\`text\n${part}\`\`\``))
    .join("\n\n");
}

/** The page with what its cells printed in the places of what it holds; one a cell, an empty one leaves no block. */
export function withOutputs(page: string, outputs: readonly string[]): string {
  let index = 0;
  return page.replaceAll(CELL, (_, code: string) => {
    const output = outputs[index++] ?? "";
    const block = output === "" ? "" : `\n<!-- output -->\n${markdownOf(output)}\n<!-- end of output -->\n`;
    return `\`\`\`ts\n${code}\`\`\`\n${block}`;
  });
}

/** The page with each setting at the value that its `// fast:` comment gives: seconds instead of a minute, the same code. */
export function fastPage(page: string): string {
  return page.replaceAll(FAST, (_, head: string, value: string) => `${head}${value};`);
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
