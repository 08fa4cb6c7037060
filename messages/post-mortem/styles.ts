/** Everything the document looks like; on a phone a table becomes a list of cards, on paper the colours are the light ones. */
export const styles = `
:root { color-scheme: light dark;
  --page: #ffffff; --text: #1b2430; --pale: #566273; --line: #d8dee6; --soft: #eef1f5; --accent: #1d5fb8; --mark: #fff0b3; --marked: #3a2d00; }
@media screen and (prefers-color-scheme: dark) { :root {
  --page: #10141a; --text: #e7ebf0; --pale: #a7b2c0; --line: #333d49; --soft: #222a34; --accent: #86b5f5; --mark: #4a3c00; --marked: #ffe9a3; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: clamp(1.4rem, 5vw, 2rem); line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .7rem; padding-bottom: .3rem; border-bottom: 2px solid var(--line); }
h3 { font-size: 1rem; margin: 1.3rem 0 .5rem; }
p { margin: 0 0 .8rem; max-width: 48rem; }
a { color: var(--accent); }
dl { margin: 0; }
dl > div { display: flex; flex-wrap: wrap; gap: 0 .8rem; padding: .25rem 0; }
dt { flex: 0 0 12rem; color: var(--pale); }
dd { margin: 0; flex: 1 1 16rem; }
ul, ol { padding-left: 1.3rem; margin: 0 0 .8rem; }
li { margin: .25rem 0; }
#blanks { background: var(--soft); border-left: 6px solid #b8860b; border-radius: 8px; padding: .1rem 1.2rem .6rem; margin-top: 1.5rem; }
#blanks h2 { margin-top: 1rem; }
mark { background: var(--mark); color: var(--marked); padding: .05rem .3rem; border-radius: 4px; }
table { width: 100%; border-collapse: collapse; font-size: .93rem; margin: 0 0 1rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .7rem .4rem 0; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
thead th { color: var(--pale); font-weight: 600; }
th { overflow-wrap: normal; }
#actions th:nth-child(2), #actions th:nth-child(3) { width: 10rem; }
#actions th:nth-child(4) { width: 6rem; }
code { font: .88rem ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
@media screen and (max-width: 40rem) {
  table, tbody, tr, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { border-bottom: 1px solid var(--line); padding: .4rem 0; }
  td { border: 0; padding: .1rem 0; }
  td::before { content: attr(data-label) " "; color: var(--pale); font-size: .85rem; display: block; }
}
@media print { main { max-width: none; padding: 0; } h2, h3 { break-after: avoid; } tr, li { break-inside: avoid; } * { print-color-adjust: exact; } }
`;
