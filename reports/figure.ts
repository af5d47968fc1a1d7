import type { PlotOptions } from "@observablehq/plot";
import type { RunManifest, RunSummary, RunTables } from "../scenarios/result.ts";

/** What the report is made from: the summary, the manifest and the tables of one run. */
export interface RunResult {
  readonly summary: RunSummary;
  readonly manifest: RunManifest;
  readonly tables: RunTables;
}

/** Text, a number (printed with three significant digits, exported in full), or nothing. */
export type Cell = string | number | null;

export interface DataTable {
  /** What the rows are; read out by screen readers. */
  readonly caption: string;
  /** Column headings with their unit; right-aligned where the cells are numbers. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Columns of prose, left-aligned even where every cell begins with a digit. */
  readonly prose?: readonly string[];
}

/** The space a figure is drawn for; each is drawn twice and the reader's width chooses. */
export interface Frame {
  /** CSS pixels. */
  readonly width: number;
  /** One column on a small screen. */
  readonly narrow: boolean;
}

export interface FigureView {
  /** The finding, generated from the rows, without a full stop. */
  readonly title: string;
  /** Quantity and unit. */
  readonly subtitle: string;
  /** How sure it is, and what to know when reading it. */
  readonly note: string;
  /** Panels, side by side where `panelColumns` allows; null where there is nothing to draw, which the title then says. */
  readonly draw: ((frame: Frame) => readonly PlotOptions[]) | null;
  /** Heading of each panel, where there are several. */
  readonly panelTitles?: readonly string[];
  /** Panels in a row on a wide screen; always one on a narrow one. */
  readonly panelColumns?: number;
  readonly table: DataTable;
}

export type SectionName = "emission" | "earnings" | "service" | "security" | "verifiers" | "chain";

export interface Figure {
  /** Kebab-case, also the anchor in the page. */
  readonly id: string;
  readonly section: SectionName;
  /** `half` shares a row with another on a wide screen. */
  readonly size: "full" | "half";
  /** `table.column` or `summary.path` of everything it reads. */
  readonly columns: readonly string[];
  /** Left out of the report where it is false; without it the figure is in every report. */
  readonly applies?: (run: RunResult) => boolean;
  readonly view: (run: RunResult) => FigureView;
}

/** Said under every figure of a single run, which has no interval to draw. */
export const ONE_RUN = "One run, no interval.";
