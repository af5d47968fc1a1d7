/**
 * Rows of one shape, at least one, as CSV with a head line: comma, LF, fields quoted only where they must be, numbers in full
 * precision, null and undefined as an empty field. Source: RFC 4180, but for its CRLF
 */
export function csvText(rows: readonly object[]): string {
  const columns = Object.keys(rows[0]);
  const lines = rows.map((row) => {
    const cells: Readonly<Record<string, unknown>> = { ...row };
    return columns.map((column) => field(cells[column]));
  });
  return [columns.map(field), ...lines].map((cells) => `${cells.join(",")}\n`).join("");
}

function field(cell: unknown): string {
  const text = cell === null || cell === undefined ? "" : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
