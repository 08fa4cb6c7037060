import { pictureStyles } from './picture-styles.ts';

/**
 * Everything the page looks like, in it: it is sent by mail and opened years later. Colours follow the reader's scheme; on paper they are the
 * light ones. Every text keeps a contrast of at least 4.5 to what is behind it (WCAG 2.2, 1.4.3), held by a test in a browser.
 */
export const styles = `
:root { color-scheme: light dark;
  --page: #f4f6f8; --card: #ffffff; --text: #1b2430; --pale: #566273; --line: #d8dee6; --edge: #b3bdca; --soft: #eef1f5;
  --accent: #1d5fb8; --good: #146c3c; --bad: #b3231b; --good-soft: #e4f3ea; --bad-soft: #fbe9e7;
  --detection: #7a8594; --decision: #7a5cc0; --fencing: #c2571a; --promotion: #1d6fd0; --switch: #0f8792; --verification: #2a8a50; --person: #a8780a; }
@media screen and (prefers-color-scheme: dark) { :root {
  --page: #10141a; --card: #181e26; --text: #e7ebf0; --pale: #a7b2c0; --line: #333d49; --edge: #55616f; --soft: #222a34;
  --accent: #86b5f5; --good: #7fd6a4; --bad: #ff9c92; --good-soft: #16301f; --bad-soft: #3a1c1a;
  --detection: #8f9aa8; --decision: #a88fe6; --fencing: #ee8b52; --promotion: #5fa2f2; --switch: #3fb6c0; --verification: #5cc088; --person: #e0b040; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; }
main { max-width: 70rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
section, header.verdict { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.4rem 1.5rem; margin: 0 0 1.1rem; }
h1 { font-size: clamp(1.35rem, 4.5vw, 1.9rem); line-height: 1.25; margin: .3rem 0 .8rem; font-weight: 650; letter-spacing: -.01em; }
h2 { font-size: 1.15rem; line-height: 1.3; margin: 0 0 .8rem; font-weight: 650; }
h3 { font-size: 1rem; margin: 1.4rem 0 .5rem; font-weight: 650; }
p { margin: 0 0 .8rem; max-width: 46rem; }
a { color: var(--accent); }
small { font-size: .82em; color: var(--pale); }
.fine, .kind { font-size: .88rem; color: var(--pale); }
.kind { margin: 0; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.mark, .when small, .when { white-space: nowrap; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
header.verdict { border-left: 6px solid var(--good); }
header.verdict.failed { border-left-color: var(--bad); }
.verdict .meaning { font-size: 1.15rem; line-height: 1.45; }
.verdict .fine { margin: 0; }
.badge { display: inline-block; padding: .08em .5em; margin-right: .25em; border-radius: 7px; background: var(--good-soft); color: var(--good); }
.failed .badge { background: var(--bad-soft); color: var(--bad); }
.reasons { margin: 0 0 .8rem; padding: .8rem 1rem .8rem 2rem; background: var(--bad-soft); border-radius: 8px; }
.tiles { display: grid; grid-template-columns: 1fr; gap: .8rem; margin: 0; }
@media (min-width: 34rem) { .tiles { grid-template-columns: 1fr 1fr; } }
@media (min-width: 54rem) { .tiles { grid-template-columns: 1fr 1fr 1fr; } }
.tiles > div { background: var(--soft); border-radius: 8px; padding: .8rem 1rem; }
.tiles dt { font-size: .9rem; }
.tiles dd { margin: 0; }
.tiles .value { font-size: 1.45rem; line-height: 1.35; font-weight: 650; font-variant-numeric: tabular-nums; }
.tiles .value.none { font-weight: 400; font-size: 1.15rem; color: var(--pale); }
table { width: 100%; border-collapse: collapse; font-size: .93rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .4rem .7rem .4rem 0; border-bottom: 1px solid var(--line); }
th[scope=row] { font-weight: 500; }
table.times td { white-space: nowrap; }
thead th { font-weight: 600; color: var(--pale); }
.moments, .checklist, .executions { list-style: none; margin: 0; padding: 0; font-size: .95rem; }
.moments li, summary { display: flex; flex-wrap: wrap; gap: 0 .8rem; padding: .3rem 0; }
.moments li > :last-child, summary > :last-child { flex: 1 1 14rem; }
.when { flex: 0 0 10.5rem; font-variant-numeric: tabular-nums; font-weight: 500; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: .8rem; }
.node { border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1rem; }
.node.chosen { border: 2px solid var(--good); }
.node h3 { margin: 0 0 .3rem; }
.tag { font-size: .8rem; font-weight: 500; padding: .05rem .45rem; border-radius: 5px; background: var(--soft); color: var(--text); }
.chosen .tag:first-of-type { background: var(--good-soft); color: var(--good); }
.pairs { margin: 0; font-size: .93rem; }
.pairs > div { padding: .35rem 0; border-top: 1px solid var(--line); }
.pairs dt { color: var(--pale); font-size: .85rem; }
.pairs dd { margin: 0; font-variant-numeric: tabular-nums; }
.checklist li { position: relative; padding: .45rem 0 .45rem 2rem; border-bottom: 1px solid var(--line); }
.checklist li::before { position: absolute; left: .15rem; font-weight: 700; }
.checklist .done::before { content: "✓"; color: var(--good); }
.checklist .open::before { content: "☐"; color: var(--pale); }
.checklist .state { font-size: .88rem; color: var(--pale); white-space: nowrap; }
.executions li { padding: .35rem 0; font-size: .9rem; }
code, pre { font: .85rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
details { border-bottom: 1px solid var(--line); padding: .2rem 0; }
summary { cursor: pointer; position: relative; padding-left: 1.3rem; }
summary::before { content: "▸"; position: absolute; left: .1rem; color: var(--pale); }
details[open] > summary::before { content: "▾"; }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
pre { white-space: pre-wrap; background: var(--soft); border-radius: 8px; padding: .9rem 1rem; margin: .4rem 0 .8rem; }
footer { color: var(--pale); font-size: .88rem; padding: 0 .3rem; }
${pictureStyles}
@media (max-width: 40rem) {
  main { padding: .6rem .5rem 2rem; }
  section, header.verdict { padding: 1rem .8rem; border-radius: 10px; }
  .when { flex-basis: 100%; }
}
@media print {
  @page { margin: 14mm; }
  body { background: #fff; font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  section { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: 4mm 0; margin: 0; }
  h2, h3 { break-after: avoid; }
  .cards { grid-template-columns: 1fr 1fr; }
  details table { font-size: 8pt; }
  section > p, summary { break-after: avoid; break-inside: avoid; }
  svg, article, li, tr, .tiles > div { break-inside: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  /* On paper nobody unfolds anything. */
  details::details-content { content-visibility: visible; display: block; height: auto; }
  summary::before { content: none; }
  summary { padding-left: 0; font-weight: 600; }
}
`;
