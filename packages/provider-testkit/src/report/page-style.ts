/** The look of the page, in light and dark, on wide screens and narrow ones. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#f7f7f5, #14161a); --card: light-dark(#fff, #1c1f25); --line: light-dark(#e2e4e8, #2d323a);
  --ink: light-dark(#1d2129, #e6e8ec); --soft: light-dark(#626a77, #9aa3b0); --focus: light-dark(#2457c5, #8ab4ff);
  --passed: light-dark(#18794e, #4cc38a); --failed: light-dark(#c62a2f, #ff7b72); --skipped: light-dark(#9a5b00, #e5a83c);
  --not-applicable: light-dark(#8d95a1, #6b7380); --not-run: light-dark(#7048b6, #b79bea);
}
:root[data-theme=light] { color-scheme: light }
:root[data-theme=dark] { color-scheme: dark }
.passed { --mark: var(--passed) } .failed { --mark: var(--failed) } .skipped { --mark: var(--skipped) }
.not-applicable { --mark: var(--not-applicable) } .not-run { --mark: var(--not-run) }
* { box-sizing: border-box }
[hidden] { display: none !important }
body { margin: 0 auto; padding: 24px; max-width: 1440px; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
code { font: .92em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px }
button, input { font: inherit; color: inherit }
header { display: grid; grid-template-columns: 1fr auto; align-items: start; gap: 4px 16px }
h1 { margin: 0; font-size: 26px; line-height: 1.25 }
header p { grid-column: 1; margin: 0; color: var(--soft) }
#theme { grid-area: 1 / 2; padding: 4px 12px; border: 1px solid var(--line); border-radius: 999px; background: var(--card); color: var(--soft); font-size: 13px; cursor: pointer }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(220px, 100%), 1fr)); gap: 12px; margin: 20px 0; padding: 0; list-style: none }
.cards li { padding: 14px 16px; background: var(--card); border: 1px solid var(--line); border-radius: 10px }
.cards h2 { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: start; gap: 4px 8px; margin: 0 0 10px; font-size: 16px; line-height: 1.35; overflow-wrap: anywhere }
.cards em { flex: none; padding: 1px 9px; border-radius: 999px; background: color-mix(in srgb, var(--mark) 15%, transparent); color: var(--mark); font: 600 12px/1.6 system-ui }
.cards p { margin: 8px 0 0; color: var(--soft); font-size: 13px }
.cards .problem { color: var(--failed) }
.bar { display: flex; gap: 2px; height: 7px; border-radius: 4px; overflow: hidden }
.bar i { min-width: 4px; background: var(--mark) }
.tools { display: flex; flex-wrap: wrap; gap: 10px 16px; align-items: center; justify-content: space-between; margin-bottom: 12px }
fieldset { display: flex; flex-wrap: wrap; gap: 6px; margin: 0; padding: 0; border: 0 }
legend { position: absolute; clip-path: inset(50%) }
fieldset label { display: inline-flex; gap: 6px; padding: 4px 12px; border: 1px solid var(--line); border-radius: 999px; background: var(--card); color: var(--soft); font-size: 13px; cursor: pointer }
fieldset input { position: absolute; opacity: 0 }
fieldset label span { color: var(--mark, inherit) }
fieldset label:has(:checked) { border-color: var(--focus); color: var(--ink); box-shadow: inset 0 0 0 1px var(--focus) }
fieldset label:has(:focus-visible) { outline: 2px solid var(--focus); outline-offset: 2px }
#find { width: 220px; padding: 5px 12px; border: 1px solid var(--line); border-radius: 999px; background: var(--card); font-size: 13px }
main { display: flex; gap: 20px; align-items: flex-start }
.matrix { flex: 1; min-width: 0 }
table { width: 100%; border-collapse: separate; border-spacing: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px }
th, td { padding: 5px 12px; border-top: 1px solid var(--line); font-weight: 400; text-align: left }
thead th { position: sticky; top: 0; z-index: 2; padding: 10px 8px; border-top: 0; border-bottom: 1px solid var(--line); background: var(--card); font-size: 13px; font-weight: 600; line-height: 1.3; text-align: center; vertical-align: bottom; overflow-wrap: break-word; hyphens: auto }
thead th:first-child { padding-left: 12px; border-top-left-radius: 10px; text-align: left }
thead th:last-child { border-top-right-radius: 10px }
thead span { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden }
thead small { display: block; color: var(--soft); font-weight: 400 }
thead + tbody tr:first-child > * , tr.group > * { border-top: 0 }
.group > * { padding-top: 16px; padding-bottom: 6px; background: color-mix(in srgb, var(--paper) 60%, var(--card)); color: var(--soft); font-size: 12.5px; text-align: center }
.group th { text-align: left }
.group button { padding: 0; border: 0; background: none; color: var(--ink); font-size: 15px; font-weight: 600; cursor: pointer }
.group button::before { content: '\\25be'; display: inline-block; width: 18px; color: var(--soft) }
.group [aria-expanded=false]::before { content: '\\25b8' }
.closed tr:not(.group) { display: none }
tbody th > div { display: grid; grid-template-columns: 190px 1fr; gap: 0 14px; align-items: baseline; padding-left: 18px }
tbody th > div > code { overflow-wrap: anywhere }
tbody th small { color: var(--soft); font-size: 13px; line-height: 1.4 }
tbody tr:not(.group):hover > * { background: color-mix(in srgb, var(--focus) 5%, transparent) }
tbody td { width: 84px; min-width: 48px; padding: 3px; text-align: center }
td button { width: 36px; height: 28px; border: 0; border-radius: 7px; background: color-mix(in srgb, var(--mark) 13%, transparent); color: var(--mark); font: 600 15px/1 system-ui; cursor: pointer }
td.failed button { background: var(--mark); color: var(--card) }
td.not-applicable button { background: none; font-size: 22px }
td button:hover { box-shadow: 0 0 0 2px color-mix(in srgb, var(--mark) 45%, transparent) }
td button[aria-pressed=true] { box-shadow: 0 0 0 2px var(--focus) }
aside { position: sticky; top: 16px; flex: 0 0 340px; max-height: calc(100vh - 32px); overflow: auto; padding: 16px 18px 20px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow-wrap: anywhere }
aside header { grid-template-columns: 1fr auto }
aside h2 { margin: 0; font: 600 15px/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
#close { padding: 0 8px; border: 0; border-radius: 6px; background: none; color: var(--soft); font-size: 20px; line-height: 1.1; cursor: pointer }
aside dl { margin: 0 }
aside dt { margin-top: 12px; color: var(--soft); font-size: 12.5px }
aside dd { margin: 0; white-space: pre-wrap }
aside dd.status { color: var(--mark); font-weight: 600 }
aside .fix { margin-top: 16px; padding: 10px 12px; border-radius: 8px; background: color-mix(in srgb, var(--focus) 9%, transparent) }
aside .fix dt { margin: 0 }
.none { padding: 24px; color: var(--soft); text-align: center }
.many, .many + aside { max-height: calc(100vh - 32px) }
.many { overflow: auto; border-radius: 10px }
.many tbody th, .many thead th:first-child { position: sticky; left: 0; z-index: 1; background: var(--card) }
.many thead th:first-child { z-index: 3 }
.many tbody th { min-width: 210px }
.many tbody th > div { grid-template-columns: 1fr }
.many tbody th small { display: none }
@media (max-width: 1180px) { tbody th > div { grid-template-columns: 1fr } }
@media (max-width: 900px) {
  body { padding: 16px }
  main { display: block }
  .matrix { overflow: auto; max-height: 90vh; border-radius: 10px }
  tbody th, thead th:first-child { position: sticky; left: 0; z-index: 1; min-width: 170px; background: var(--card) }
  thead th:first-child { z-index: 3 }
  tbody th > div { padding-left: 0 }
  tbody td { width: 64px }
  #find { width: 100% }
  aside { position: fixed; inset: auto 0 0; z-index: 4; max-height: 55vh; border-width: 1px 0 0; border-radius: 14px 14px 0 0; box-shadow: 0 -8px 28px rgb(0 0 0 / .18) }
}
@media (max-width: 560px) { tbody th small { display: none } tbody th, thead th:first-child { min-width: 130px } }
`;
