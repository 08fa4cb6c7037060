/**
 * A page for one thing, read on a telephone at night: one column, large enough to touch, in the reader's colours. Every text keeps a contrast of
 * at least 4.5 to what is behind it (WCAG 2.2, 1.4.3), held by a test in a browser.
 */
export const plainStyles = `
:root { color-scheme: light dark; --page: #f4f6f8; --card: #ffffff; --text: #1b2430; --pale: #566273; --line: #b3bdca; --soft: #eef1f5; --accent: #1d5fb8; --on-accent: #ffffff; --bad: #b3231b; --good: #146c3c; }
@media (prefers-color-scheme: dark) { :root { --page: #10141a; --card: #181e26; --text: #e7ebf0; --pale: #a7b2c0; --line: #55616f; --soft: #222a34; --accent: #86b5f5; --on-accent: #10141a; --bad: #ff9c92; --good: #7fd6a4; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 17px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; }
main { max-width: 42rem; margin: 0 auto; padding: .8rem .6rem 2rem; }
section, form { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem; margin: 0 0 1rem; }
h1 { font-size: 1.05rem; font-weight: 600; margin: .2rem .3rem .8rem; color: var(--pale); }
h2 { font-size: 1.35rem; line-height: 1.25; margin: 0 0 .6rem; }
h3 { font-size: 1rem; margin: 1.1rem 0 .2rem; }
p { margin: 0 0 .7rem; }
dl { margin: 0; }
dt { color: var(--pale); font-size: .85rem; }
dd { margin: 0 0 .45rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft); border-radius: 8px; padding: .8rem; margin: .3rem 0 .7rem; font: .9rem/1.5 ui-monospace, Menlo, Consolas, monospace; }
label { display: block; font-weight: 600; margin: .9rem 0 .25rem; }
input, select, textarea { width: 100%; font: inherit; color: inherit; background: var(--page); border: 1px solid var(--line); border-radius: 8px; padding: .6rem; }
textarea { min-height: 5.5rem; }
button { display: block; width: 100%; min-height: 3rem; margin: 1.1rem 0 .6rem; padding: .6rem 1rem; font: inherit; font-weight: 650; color: var(--on-accent); background: var(--accent); border: 0; border-radius: 8px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.fine { color: var(--pale); font-size: .88rem; margin: 0; }
.bad { color: var(--bad); font-weight: 600; }
.good { color: var(--good); }
`;
