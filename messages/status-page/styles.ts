/** Everything the page looks like; every text keeps a contrast of at least 4.5 to what is behind it, held by a test in a browser. */
export const styles = `
:root { color-scheme: light dark;
  --page: #f4f6f8; --card: #ffffff; --text: #1b2430; --pale: #566273; --line: #d8dee6; --soft: #eef1f5;
  --accent: #1d5fb8; --good: #146c3c; --bad: #b3231b; }
@media screen and (prefers-color-scheme: dark) { :root {
  --page: #10141a; --card: #181e26; --text: #e7ebf0; --pale: #a7b2c0; --line: #333d49; --soft: #222a34;
  --accent: #86b5f5; --good: #7fd6a4; --bad: #ff9c92; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 17px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; }
main { max-width: 52rem; margin: 0 auto; padding: 1.2rem 1rem 3rem; }
.top { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; justify-content: space-between; align-items: baseline; margin: 0 0 1rem; }
.top p { margin: 0; font-weight: 600; }
nav { display: flex; gap: .6rem; }
nav a, nav strong { padding: .35rem .5rem; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.3rem 1.4rem; margin: 0 0 1.1rem; }
.state { border-left: 8px solid var(--good); }
.state.incident { border-left-color: var(--bad); }
h1 { font-size: clamp(1.5rem, 6vw, 2.2rem); line-height: 1.2; margin: 0 0 .6rem; letter-spacing: -.01em; color: var(--good); }
.incident h1 { color: var(--bad); }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 .8rem; }
h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
p { margin: 0 0 .7rem; }
a { color: var(--accent); }
dl { margin: 0; }
dl > div { padding: .55rem 0; border-top: 1px solid var(--line); }
dt { color: var(--pale); font-size: .9rem; }
dd { margin: 0; }
.one + .one { margin-top: 1.4rem; padding-top: 1rem; border-top: 3px solid var(--line); }
.notice { white-space: pre-wrap; background: var(--soft); border-radius: 8px; padding: .9rem 1rem; margin: .3rem 0 .8rem; }
.old { color: var(--bad); }
.past { list-style: none; margin: 0; padding: 0; }
.past > li { padding: .7rem 0; border-top: 1px solid var(--line); }
.past p { margin: 0; }
.facts { color: var(--pale); font-size: .92rem; }
summary { cursor: pointer; padding: .3rem 0; color: var(--accent); }
summary:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
footer { color: var(--pale); font-size: .9rem; }
@media (max-width: 30rem) { main { padding: .8rem .6rem 2rem; } section { padding: 1rem .9rem; } }
@media print { body { background: #fff; } section { border-radius: 0; } }
`;
