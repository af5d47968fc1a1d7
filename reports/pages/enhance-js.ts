/**
 * What a browser with scripts adds to the page, which is whole without it: tables sort by a click on a heading, and can be
 * copied as CSV with all digits. Plain text, since it runs in the reader's browser.
 */
export const ENHANCE_JS = `
(() => {
  const raw = (cell) => cell.dataset.v ?? cell.textContent;
  const number = (text) => {
    const plain = text.replace(/[\\u202f\\u2009 ]/g, "").replace(/\\u2212/g, "-");
    const read = parseFloat(plain);
    return Number.isNaN(read) ? null : read;
  };
  const sort = (table, column, head) => {
    const up = head.getAttribute("aria-sort") === "descending";
    for (const other of head.parentNode.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row, index) => ({ row, index, text: raw(row.cells[column]) }));
    const numeric = rows.some(({ text }) => number(text) !== null);
    rows.sort((a, b) => {
      const x = numeric ? (number(a.text) ?? -Infinity) : a.text;
      const y = numeric ? (number(b.text) ?? -Infinity) : b.text;
      return (x < y ? -1 : x > y ? 1 : 0) * (up ? 1 : -1) || a.index - b.index;
    });
    body.append(...rows.map(({ row }) => row));
  };
  const quote = (text) => (/[",\\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text);
  const csv = (table) => [...table.rows].map((row) => [...row.cells].map((cell) => quote(raw(cell))).join(",")).join("\\n");
  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };
  for (const table of document.querySelectorAll("table")) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      button.addEventListener("click", () => sort(table, column, head));
      head.replaceChildren(button);
    });
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy as CSV";
    button.addEventListener("click", () =>
      copy(csv(table)).then(
        () => (button.textContent = "Copied"),
        () => (button.textContent = "The browser refused to copy"),
      ),
    );
    const frame = table.parentNode;
    frame.after(button);
  }
})();
`;
