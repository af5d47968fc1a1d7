import { inkDeclarations } from "../palette.ts";

const LAYOUT = `
*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
.page{display:block;max-width:948px;margin:0 auto;padding:0 24px 64px}
nav{font-size:14px;line-height:1.4;padding:12px 0;border-bottom:1px solid var(--rule)}
nav ol{display:flex;flex-wrap:wrap;gap:2px 16px;list-style:none;margin:0;padding:0}
nav a{display:inline-block;padding:4px 0}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,button:focus-visible,.scroll:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-999px}
.skip:focus{left:16px;top:8px;background:var(--ground);padding:8px;z-index:2}
h1{font-size:30px;line-height:1.2;margin:4px 0 18px;max-width:30em;text-wrap:balance}
h2{font-size:24px;line-height:1.25;margin:0 0 14px;padding-top:20px;border-top:2px solid var(--text)}
h3{font-size:17px;line-height:1.3;margin:28px 0 4px;text-wrap:balance}
p{margin:0 0 12px;max-width:70ch}
section{margin-top:52px}
header{padding-top:28px}
.kicker{color:var(--muted);font-size:14px;margin:0;overflow-wrap:anywhere}
.answer p{font-size:18px;line-height:1.5;max-width:62ch}
.answer p.note,.note{font-size:13px;line-height:1.45;color:var(--muted)}
.sub{font-size:14px;line-height:1.45;color:var(--muted);margin:0 0 8px}
.alarm{border-left:4px solid var(--bad);background:var(--panel);padding:10px 14px;font-weight:600;color:var(--bad)}
dl{margin:0}dt{color:var(--muted);font-size:14px;line-height:1.35}dd{margin:0}
.headlines{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:14px;margin:24px 0 0}
.headlines>div{background:var(--panel);border-radius:6px;padding:14px 16px}
.headlines strong{display:block;font-size:25px;line-height:1.25;font-weight:650;font-variant-numeric:tabular-nums;margin:2px 0}
.headlines small{font-size:14px;font-weight:600}
.headlines span{font-size:13px;line-height:1.4;color:var(--muted);display:block}
.terms{display:grid;grid-template-columns:repeat(3,1fr);gap:12px 28px;margin:0 0 8px}
.terms.rows{grid-template-columns:1fr}
.terms.rows>div{display:grid;grid-template-columns:190px 1fr;gap:12px}
.terms dd{font-variant-numeric:tabular-nums;line-height:1.4}
.long,.hashes,pre{overflow-wrap:anywhere}
.figures{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:36px 28px;margin-top:28px}
figure{margin:0;min-width:0}
figure.full{grid-column:1/-1}
figure h3{margin-top:0}
.panel{font-weight:600;font-size:14px;margin:6px 0 2px}
figure .note{margin:6px 0 0}
.draw{display:grid;gap:14px 18px}
.draw.narrow{display:none}
svg.plot{display:block;width:100%;height:auto;overflow:visible;font-family:inherit}
svg.plot text{white-space:pre}
svg.plot g[aria-label$="tick"],svg.plot g[aria-label$="grid"]{color:var(--muted)}
svg.plot g[aria-label$="tick label"],svg.plot g[aria-label$="axis label"]{fill:var(--text)}
.none{padding:28px 0;color:var(--muted)}
details{margin:6px 0 0}
summary{cursor:pointer;font-size:14px;color:var(--link);padding:5px 0;width:fit-content}
table{border-collapse:collapse;font-size:14px;line-height:1.4;font-variant-numeric:tabular-nums;margin:4px 0 10px}
caption{text-align:left;color:var(--muted);font-size:13px;padding:4px 0 6px}
th,td{text-align:left;vertical-align:top;padding:5px 14px 5px 0;border-bottom:1px solid var(--rule)}
thead th{font-weight:600;font-size:13px;vertical-align:bottom;color:var(--muted)}
tbody th{font-weight:600}
th.n,td.n{text-align:right;padding:5px 0 5px 18px;white-space:nowrap}
th.n+td:not(.n),th.n+th:not(.n),td.n+td:not(.n){padding-left:18px}
thead th.n{white-space:normal}
.scroll{overflow:auto;max-width:100%;max-height:420px}
.fit{overflow-x:auto}
table.cards{width:100%}
#attacks{font-size:13px}#attacks thead th{font-size:12px}#attacks th,#attacks td{padding-right:6px}#attacks .n{padding:5px 6px 5px 0}#attacks td:last-child{white-space:normal;min-width:86px}
th button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer;text-align:inherit}
th[aria-sort=ascending] button::after{content:" ↑"}th[aria-sort=descending] button::after{content:" ↓"}
.copy{display:block;font:inherit;font-size:13px;color:var(--link);background:var(--ground);border:1px solid var(--rule);border-radius:4px;padding:3px 10px;cursor:pointer;margin:0 0 8px}
pre{margin:0 0 14px;white-space:pre-wrap;background:var(--panel);border-radius:6px;padding:12px 14px;font-size:13px;line-height:1.45}
code{font-family:ui-monospace,"SFMono-Regular","DejaVu Sans Mono",Menlo,monospace}
.hashes{font-size:12px}
ul{padding-left:20px;margin:6px 0 12px;max-width:75ch}li{margin:3px 0}
footer{margin-top:56px;padding-top:14px;border-top:1px solid var(--rule);font-size:13px;color:var(--muted);overflow-wrap:anywhere}
`;

/** Between the two-column page and the phone: one column, drawings not blown up. */
const MEDIUM = `
@media screen and (max-width:960px){.figures{grid-template-columns:minmax(0,1fr)}figure.half .draw{max-width:520px}}
`;

/** Rows become cards: a heading, then one line a column. */
function cardsCss(table: string): string {
  return `${table},${table} tbody,${table} tr,${table} caption{display:block}
${table} thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
${table} tr{border-bottom:2px solid var(--rule);padding:8px 0}
${table} th[scope=row]{display:block;border:0;padding:4px 0;font-size:16px;text-align:left;white-space:normal;overflow-wrap:anywhere}
${table} td,${table} td.n{display:flex;justify-content:space-between;gap:14px;border:0;padding:3px 0;text-align:right;white-space:normal;font-size:14px;overflow-wrap:anywhere}
${table} td:not(.n){padding:3px 0}
${table} td::before{content:attr(data-label);color:var(--muted);text-align:left;flex:0 1 auto;overflow-wrap:break-word}
`;
}

const NARROW = `
@media screen and (max-width:700px){
.page{padding:0 16px 48px}
h1{font-size:24px}h2{font-size:21px}h3{font-size:16px}
.answer p{font-size:16px}
.headlines{grid-template-columns:repeat(2,minmax(0,1fr));gap:10px}
.headlines>div{padding:10px 12px}.headlines strong{font-size:20px}
.terms,.terms.rows>div{grid-template-columns:1fr;gap:8px}
.terms.rows>div{gap:0}
.terms:not(.rows)>div{display:flex;justify-content:space-between;gap:14px;border-bottom:1px solid var(--rule);padding-bottom:6px}
.terms:not(.rows) dd{text-align:right}
.draw.wide{display:none}.draw.narrow{display:grid;max-width:440px}
}
`;

/** Paper is light whatever the reader's setting; A4 is as wide as the two-column page scaled by a fifth. */
const PRINT = `
@media print{
@page{size:A4;margin:14mm}
.page{max-width:none;padding:0}
nav,.skip,.copy{display:none}
body{font-size:11pt}
.figures{grid-template-columns:repeat(2,minmax(0,1fr))}figure.half .draw{max-width:none}
.draw.wide{display:grid}.draw.narrow{display:none}
figure,table.cards tr,.headlines>div{break-inside:avoid}h2,h3{break-after:avoid}
figure details,details:not([open]){display:none}
.scroll{max-height:none}
.scroll,.fit{overflow:visible}
table.cards{font-size:9pt}table.cards .n{white-space:normal;padding-left:8px}
}
`;

/** The report's whole style sheet: nothing is fetched, colours follow the reader's setting. */
export function styleCss(): string {
  const light = inkDeclarations("light");
  const dark = inkDeclarations("dark");
  const schemes = `:root{${light}}\n@media screen and (prefers-color-scheme:dark){:root{${dark}}}`;
  // The table of attacks has too many columns for anything narrower than the whole page.
  const cards = [
    `@media screen and (max-width:960px),print{${cardsCss("#attacks")}}`,
    `@media screen and (min-width:701px) and (max-width:960px),print{#attacks tr{display:grid;grid-template-columns:repeat(3,1fr);gap:0 28px}#attacks th[scope=row]{grid-column:1/-1}}`,
    `@media screen and (max-width:700px){${cardsCss("table.cards")}}`,
  ].join("\n");
  return `${schemes}${LAYOUT}${MEDIUM}${NARROW}${cards}${PRINT}`;
}
