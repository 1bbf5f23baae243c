import type { ConformanceReport } from '../conformance/run-conformance.ts';
import { marks, titleOf } from './words.ts';

/** The report as a Markdown table, cases by providers, followed by the reasons for those that did not pass. */
export function reportToMarkdown(reports: readonly ConformanceReport[]): string {
  const ids = [...new Set(reports.flatMap(({ results }) => results.map(({ id }) => id)))];
  const head = ['Case', ...reports.map(({ name }) => name)];
  const rows = ids.map((id) => [
    `\`${id}\``,
    ...reports.map(({ results }) => {
      const found = results.find((result) => result.id === id);
      return found === undefined ? '' : `${marks[found.status]} ${found.status}`;
    }),
  ]);
  const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(escaped).join(' | ')} |`);
  return (
    [...reports.map(summary), table.join('\n'), ...reports.map(reasons)].filter((part) => part !== '').join('\n\n') +
    '\n'
  );
}

function summary(report: ConformanceReport): string {
  return `**${escaped(report.name)}** (plugin \`${report.plugin}\`): ${titleOf(report)}.`;
}

function reasons(report: ConformanceReport): string {
  const open = report.results.filter(({ status }) => status !== 'passed');
  const missing = (report.missing ?? []).map((one) => `- No fixture has ${escaped(one)}.`);
  if (open.length === 0 && report.problems.length === 0 && missing.length === 0) return '';
  const lines = open.map(({ id, status, reason = '', fix }) => {
    const hint = status === 'failed' ? ` Fix: ${fix}` : '';
    return `- \`${id}\`, ${status}: ${escaped(reason)}${escaped(hint)}`;
  });
  const problems = report.problems.map((problem) => `- ${escaped(problem)}`);
  return [`### ${escaped(report.name)}: what did not pass`, '', ...problems, ...lines, ...missing].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll(/\r?\n/g, ' ');
}
