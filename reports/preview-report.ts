import * as Plot from "@observablehq/plot";
import type { ExecutedProposal, PreviewGroup, PreviewResult } from "../scenarios/preview-result.ts";
import type { FigureView, Frame } from "./figure.ts";
import { escapeHtml, paragraphHtml, sectionHtml, tableHtml, termsHtml } from "./html.ts";
import { figureText } from "./number-text.ts";
import { pageHtml } from "./page-shell.ts";
import { viewHtml } from "./pages/figure-html.ts";
import { inkOf } from "./palette.ts";
import { openDocument } from "./plot-svg.ts";

const CONTENTS: readonly (readonly [id: string, name: string])[] = [
  ["answer", "Answer"],
  ["who", "Who wins, who loses"],
  ["all", "Quantities"],
  ["reproduce", "Reproduce"],
];
const WITH_PROGRAM = [...CONTENTS.slice(0, -1), ["program", "On the program"] as const, ...CONTENTS.slice(-1)];
const ROW_HEIGHT = 20;
const SECONDS_PER_DAY = 86_400;
const VERDICT_INKS = {
  wins: inkOf("attack-3"),
  loses: inkOf("attack-1"),
  unchanged: inkOf("measure"),
  unclear: inkOf("measure"),
};

/** The report of a preview: one self-contained HTML file. The same input gives the same text. */
export function renderPreviewReport(result: PreviewResult): string {
  const document = openDocument();
  const figures = (["tier", "kind", "country"] as const)
    .map((by) => result.groups.filter((group) => group.by === by))
    .filter((groups) => groups.length > 0)
    .map((groups) => viewHtml({ id: `pay-${groups[0].by}`, size: "half" }, payFigure(groups, result.n), document));
  const body = [
    answerHtml(result),
    sectionHtml("who", "Who wins, who loses", `<div class="figures">${figures.join("")}</div>`),
    sectionHtml("all", "Before, after, difference", quantitiesHtml(result)),
    ...(result.executed === undefined ? [] : [sectionHtml("program", "On the program", executedHtml(result.executed))]),
    sectionHtml("reproduce", "Reproduce", reproduceHtml(result)),
  ];
  return pageHtml({
    title: `${result.title} · Twinlight preview`,
    contents: result.executed === undefined ? CONTENTS : WITH_PROGRAM,
    body: body.join("\n"),
    footer: `Twinlight · preview on ${result.scenario} · seed ${result.seed} · commit ${result.commit}`,
  });
}

/** Change of mean pay of each group in percent of what it was, with its interval. */
function payFigure(groups: readonly PreviewGroup[], n: number): FigureView {
  const [{ by }] = groups;
  const rows = groups.map((group) => {
    const percent = (value: number) => (group.before.mean === 0 ? 0 : (100 * value) / group.before.mean);
    const [low, high] = group.difference.ci95 ?? [group.difference.mean, group.difference.mean];
    return {
      group: group.group,
      mean: percent(group.difference.mean),
      low: percent(low),
      high: percent(high),
      verdict: group.verdict,
    };
  });
  const named = (verdict: PreviewGroup["verdict"]) => groups.filter((group) => group.verdict === verdict).length;
  return {
    title: `By ${by}: ${named("wins")} groups win, ${named("loses")} lose, ${named("unchanged")} unchanged, ${named("unclear")} unclear`,
    subtitle: `Change of the mean honest peer's pay by ${by}, percent of what it was`,
    note: `Lines: 95% interval of the mean paired difference over ${n} pairs of worlds (Student's t); colour where it leaves zero out.`,
    draw: (frame) => [payOptions(rows, frame)],
    table: {
      caption: `Pay by ${by}, LANTERN a peer over the run`,
      columns: [by, "peers", "before", "after", "difference", "95% low", "95% high", "verdict"],
      prose: [by, "verdict"],
      rows: groups.map(({ group, peers, before, after, difference, verdict }) => [
        group,
        peers,
        before.mean,
        after.mean,
        difference.mean,
        difference.ci95?.[0] ?? null,
        difference.ci95?.[1] ?? null,
        verdict,
      ]),
    },
  };
}

function payOptions(
  rows: readonly { group: string; mean: number; low: number; high: number; verdict: PreviewGroup["verdict"] }[],
  frame: Frame,
): Plot.PlotOptions {
  const ink = (row: (typeof rows)[number]) => VERDICT_INKS[row.verdict];
  // Zero in the middle, and a percent either way where nothing moves.
  const reach = Math.max(1, ...rows.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]));
  return {
    width: frame.width,
    height: 70 + ROW_HEIGHT * rows.length,
    marginBottom: 40,
    marginLeft: 90,
    x: {
      domain: [-reach, reach],
      label: "%",
      labelAnchor: "center",
      labelArrow: "none",
      grid: true,
      ticks: frame.narrow ? 4 : 6,
    },
    y: { label: null, domain: rows.map(({ group }) => group) },
    marks: [
      Plot.ruleX([0], { stroke: "currentColor", strokeOpacity: 0.5 }),
      Plot.ruleY(rows, { y: "group", x1: "low", x2: "high", stroke: ink, strokeWidth: 2 }),
      Plot.dot(rows, { y: "group", x: "mean", fill: ink, r: 4 }),
    ],
  };
}

function answerHtml(result: PreviewResult): string {
  const { title, why, changes, quantities, checks, notes } = result;
  const moved = quantities.filter(({ difference: { ci95 } }) => ci95 !== null && (ci95[0] > 0 || ci95[1] < 0));
  const items = moved.map(({ name, before, after, difference: { ci95 } }) => {
    const interval = ci95 === null ? "" : ` (difference ${figureText(ci95[0])} to ${figureText(ci95[1])})`;
    return `<li>${escapeHtml(`${name}: ${figureText(before.mean)} before, ${figureText(after.mean)} after${interval}`)}.</li>`;
  });
  const alarms = [
    ...(result.complete ? [] : ["Interrupted: some pairs of worlds are missing."]),
    ...checks
      .filter(({ failed }) => failed > 0)
      .map(({ name, failed, worlds }) => `Check ${name} failed in ${failed} of ${worlds} worlds.`),
  ];
  return [
    '<header id="answer" class="answer">',
    paragraphHtml(`Preview on ${result.scenario} · ${result.n} pairs of worlds`, "kicker"),
    `<h1>${escapeHtml(title)}</h1>`,
    ...(why === "" ? [] : [paragraphHtml(why)]),
    paragraphHtml(changes.map(({ path, from, to }) => `${path}: ${from} becomes ${to}`).join("; ")),
    ...alarms.map((text) => paragraphHtml(text, "alarm")),
    items.length === 0 ? paragraphHtml("No headline quantity differs measurably.") : `<ul>${items.join("")}</ul>`,
    ...notes.map((text) => paragraphHtml(`Note: ${text}.`, "note")),
    "</header>",
  ].join("");
}

function quantitiesHtml({ quantities, n }: PreviewResult): string {
  return tableHtml({
    caption: `Means over ${n} pairs of worlds of the same seeds; the interval is that of the difference`,
    columns: ["quantity", "before", "after", "difference", "95% low", "95% high", "pairs"],
    prose: ["quantity"],
    rows: quantities.map(({ name, before, after, difference }) => [
      name,
      before.mean,
      after.mean,
      difference.mean,
      difference.ci95?.[0] ?? null,
      difference.ci95?.[1] ?? null,
      difference.n,
    ]),
  });
}

function executedHtml({ backend, steps, changes, constants, offChain, holds }: ExecutedProposal): string {
  const verdict =
    changes.length === 0
      ? "No program keeps any of these parameters: there is nothing to execute."
      : holds
        ? `Executed on ${backend}: the account of the parameters holds what the worlds after the proposal ran with.`
        : `Refused on ${backend}: ${steps.map(({ refusal }) => refusal).join("")}.`;
  return [
    paragraphHtml(verdict, holds || changes.length === 0 ? undefined : "alarm"),
    tableHtml({
      caption: "Steps on the governance program, with the chain's clock since the proposal",
      columns: ["step", "by", "after, days", "compute units", "fee, lamports", "refusal"],
      prose: ["step", "by", "refusal"],
      rows: steps.map(({ step, by, afterSeconds, computeUnits, feeLamports, refusal }) => [
        step,
        by,
        afterSeconds / SECONDS_PER_DAY,
        computeUnits,
        feeLamports,
        refusal,
      ]),
    }),
    tableHtml({
      caption: "The account of the parameters",
      columns: ["parameter", "before", "after"],
      prose: ["parameter", "before", "after"],
      rows: changes.map(({ path, from, to }) => [path, from, to]),
    }),
    ...(constants.length === 0
      ? []
      : [
          paragraphHtml(
            `Constants of vault or staking, which do not follow the account: ${constants.join(", ")}.`,
            "note",
          ),
        ]),
    ...(offChain.length === 0 ? [] : [paragraphHtml(`Kept by no program: ${offChain.join(", ")}.`, "note")]),
  ].join("");
}

function reproduceHtml({ replay, seed, seeds, commit, versions }: PreviewResult): string {
  const terms = termsHtml([
    ["Seeds", seeds === 1 ? `${seed}#0` : `${seed}#0 to ${seed}#${seeds - 1}, before and after`],
    ["Commit", commit],
    ...Object.entries(versions).map(([name, version]): [string, string] => [name, version]),
  ]);
  return `<pre><code>${escapeHtml(replay)}</code></pre>${terms}`;
}
