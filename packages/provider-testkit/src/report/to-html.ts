import type { ConformanceReport } from '../conformance/run-conformance.ts';
import type { CaseResult } from '../conformance/suite.ts';
import { script } from './page-script.ts';
import { style } from './page-style.ts';
import { marks, titleOf } from './words.ts';

type Status = CaseResult['status'];

/** One page that needs no network: a matrix of cases by providers; a click on a cell shows the rule, the reason and the fix. */
export function reportToHtml(reports: readonly ConformanceReport[]): string {
  const ids = [...new Set(reports.flatMap(({ results }) => results.map(({ id }) => id)))];
  const groups = [...new Set(ids.map(groupOf))];
  const body = groups.map((group) =>
    groupRows(
      group,
      ids.filter((id) => groupOf(id) === group),
      reports,
    ),
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Conformance of providers</title>
<style>${style}</style>
<header>
<h1>Conformance of providers</h1>
<button id="theme" type="button" hidden>Light or dark</button>
<p>${reports.length} ${reports.length === 1 ? 'provider' : 'providers'}, ${ids.length} cases. Click a cell, or move to it with the arrow keys, to see the rule, the reason and, for a failure, the fix.</p>
</header>
<ul class="cards">${reports.map(card).join('')}</ul>
<div class="tools">
<fieldset><legend>Show</legend>
${filters(reports)}
</fieldset>
<input id="find" type="search" placeholder="Find a case or a rule" aria-label="Find a case or a rule">
</div>
<main>
<div class="matrix${reports.length > 8 ? ' many' : ''}">
<table><thead><tr><th scope="col">Case</th>${reports.map(head).join('')}</tr></thead>${body.join('')}</table>
<p class="none" hidden>No case matches.</p>
</div>
<aside id="details" aria-live="polite" hidden></aside>
</main>
<script>${script}</script>
</html>
`;
}

function card(report: ConformanceReport): string {
  const parts = Object.entries(report.counts)
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `<i class="${status}" style="flex:${count}" title="${count} ${status}"></i>`);
  const problems = report.problems.map((problem) => `<p class="problem">${prose(problem)}</p>`).join('');
  const missing = (report.missing ?? []).map((one) => `<li>${prose(one)}</li>`).join('');
  const recordable =
    missing === '' ? '' : `<details><summary>What no fixture shows</summary><ul>${missing}</ul></details>`;
  const [className, verdict] = report.passed ? ['passed', 'passes'] : ['failed', 'does not pass'];
  return `<li><h2>${escaped(report.name)} <em class="${className}">${verdict}</em></h2><div class="bar">${parts.join('')}</div><p>${titleOf(report)}</p>${problems}${recordable}</li>`;
}

/** A filter for each status that occurs, with its count: the legend of the matrix. */
function filters(reports: readonly ConformanceReport[]): string {
  const statuses = Object.keys(marks) as Status[];
  const counted = statuses.map((status) => {
    const count = reports.reduce((sum, { counts }) => sum + counts[status], 0);
    return { status, count };
  });
  const choices = counted
    .filter(({ count }) => count > 0)
    .map(
      ({ status, count }) =>
        `<label class="${status}"><input type="radio" name="show" value="${status}"><span>${marks[status]}</span> ${status.replace('-', ' ')} ${count}</label>`,
    );
  return ['<label><input type="radio" name="show" value="all" checked> all</label>', ...choices].join('\n');
}

function head({ name, plugin }: ConformanceReport): string {
  return `<th scope="col" title="${escaped(name)}"><span>${escaped(name)}</span>${name === plugin ? '' : `<small>${escaped(plugin)}</small>`}</th>`;
}

function groupRows(group: string, ids: readonly string[], reports: readonly ConformanceReport[]): string {
  const sums = reports.map(({ results }) => `<td>${sumOf(results.filter(({ id }) => ids.includes(id)))}</td>`);
  const rows = ids.map((id) => {
    const results = reports.map((report) => ({ report, result: report.results.find((one) => one.id === id) }));
    const { rule = '', fix = '' } = results.find(({ result }) => result !== undefined)?.result ?? {};
    const cells = results.map(({ report, result }) => (result === undefined ? '<td></td>' : cell(report, result)));
    return `<tr data-id="${escaped(id)}" data-rule="${escaped(rule)}" data-fix="${escaped(fix)}"><th scope="row"><div><code>${escaped(id.slice(group.length + 1))}</code><small>${prose(rule)}</small></div></th>${cells.join('')}</tr>`;
  });
  return `<tbody><tr class="group"><th scope="rowgroup"><button type="button" aria-expanded="true">${escaped(group)}</button></th>${sums.join('')}</tr>${rows.join('')}</tbody>`;
}

/** How many of the applicable cases passed: `8 of 9`. */
function sumOf(results: readonly CaseResult[]): string {
  const passed = results.filter(({ status }) => status === 'passed').length;
  const applicable = results.filter(({ status }) => status !== 'not-applicable').length;
  return applicable === 0 ? '' : `${passed} of ${applicable}`;
}

function cell({ name }: ConformanceReport, { id, status, reason = '', durationMs }: CaseResult): string {
  const label = `${id}, ${name}: ${status.replace('-', ' ')}`;
  return `<td class="${status}"><button type="button" tabindex="-1" aria-label="${escaped(label)}" data-reason="${escaped(reason)}" data-ms="${Math.round(durationMs)}">${marks[status]}</button></td>`;
}

function groupOf(id: string): string {
  return id.split('/', 1)[0] ?? id;
}

/** Prose as HTML, with text between backticks as code. */
function prose(text: string): string {
  return escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
