import type { ConformanceReport } from '../conformance/run-conformance.ts';
import type { CaseResult } from '../conformance/suite.ts';
import { script, style } from './page-assets.ts';
import { marks, titleOf } from './words.ts';

/** One page that needs no network: a matrix of cases by providers; a click on a cell shows the rule, the reason and the fix. */
export function reportToHtml(reports: readonly ConformanceReport[]): string {
  const ids = [...new Set(reports.flatMap(({ results }) => results.map(({ id }) => id)))];
  const groups = [...new Set(ids.map(groupOf))];
  const body = groups
    .map((group) =>
      groupRows(
        group,
        ids.filter((id) => groupOf(id) === group),
        reports,
      ),
    )
    .join('');
  const heads = reports.map(
    ({ name, plugin }) => `<th scope="col">${escaped(name)}<small>${escaped(plugin)}</small></th>`,
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
<p>${reports.length} ${reports.length === 1 ? 'provider' : 'providers'}, ${ids.length} cases. Click a cell for its rule and its reason.</p>
<ul class="cards">${reports.map(card).join('')}</ul>
<fieldset><legend>Show</legend>
${['all', 'failed', 'skipped', 'not-applicable'].map(filter).join('\n')}
</fieldset>
</header>
<main>
<table><thead><tr><th scope="col">Case</th>${heads.join('')}</tr></thead>${body}</table>
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
  const problems = report.problems.map((problem) => `<p class="problem">${escaped(problem)}</p>`).join('');
  const verdict = report.passed ? 'passes' : 'does not pass';
  return `<li class="${report.passed ? 'good' : 'bad'}"><h2>${escaped(report.name)} <em>${verdict}</em></h2><div class="bar">${parts.join('')}</div><p>${titleOf(report)}</p>${problems}</li>`;
}

function filter(name: string, index: number): string {
  const label = name.replace('-', ' ');
  return `<label><input type="radio" name="show" value="${name}"${index === 0 ? ' checked' : ''}> ${label}</label>`;
}

function groupRows(group: string, ids: readonly string[], reports: readonly ConformanceReport[]): string {
  const rows = ids.map((id) => {
    const results = reports.map((report) => ({ report, result: report.results.find((one) => one.id === id) }));
    const rule = results.find(({ result }) => result !== undefined)?.result?.rule ?? '';
    const cells = results.map(({ report, result }) => (result === undefined ? '<td></td>' : cell(report, result)));
    return `<tr><th scope="row"><code>${escaped(id.slice(group.length + 1))}</code><small>${escaped(rule)}</small></th>${cells.join('')}</tr>`;
  });
  return `<tbody><tr class="group"><th scope="rowgroup" colspan="${reports.length + 1}">${escaped(group)}</th></tr>${rows.join('')}</tbody>`;
}

function cell({ name }: ConformanceReport, { id, rule, fix, status, reason, durationMs }: CaseResult): string {
  const data = { name, id, rule, fix, status, reason: reason ?? '', ms: Math.round(durationMs) };
  const label = `${id}, ${name}: ${status}`;
  return `<td class="${status}"><button type="button" aria-label="${escaped(label)}" data-result="${escaped(JSON.stringify(data))}">${marks[status]}</button></td>`;
}

function groupOf(id: string): string {
  return id.split('/', 1)[0] ?? id;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
