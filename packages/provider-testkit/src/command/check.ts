import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runConformance, type ConformanceReport } from '../conformance/run-conformance.ts';
import type { Skip } from '../conformance/suite.ts';
import { marks, titleOf } from '../report/words.ts';
import { compareManifest } from './compare-manifest.ts';
import type { CommandContext } from './context.ts';
import { findPlugin } from './find-plugin.ts';
import { optionsForCheck } from './plugin-options.ts';
import { UsageError } from './usage.ts';

/** Options of `check` and `report`, besides the plugin. */
export interface CheckArguments {
  readonly fixtures?: string | undefined;
  readonly options?: string | undefined;
  readonly skip?: readonly string[] | undefined;
}

/** Runs the suite on a plugin; problems of its manifest are in the report. */
export async function checkPlugin(
  target: string,
  given: CheckArguments,
  { folder }: CommandContext,
): Promise<ConformanceReport> {
  const found = await findPlugin(target, folder);
  const fixtures = given.fixtures === undefined ? found.fixtures : resolve(folder, given.fixtures);
  if (!existsSync(fixtures)) {
    throw new UsageError(`There is no folder ${fixtures}. Give the folder of the fixtures with --fixtures.`);
  }
  const options = optionsForCheck(given.options, found.definition.secrets ?? []);
  const report = await runConformance({
    create: () => found.plugin(options),
    fixtures: pathToFileURL(`${fixtures}/`),
    skip: given.skip?.map(toSkip),
  });
  const problems = [...report.problems, ...compareManifest(found.definition, found.manifest)];
  return { ...report, problems, passed: report.passed && problems.length === 0 };
}

/** The command `check`: prints what did not pass. */
export async function check(target: string, given: CheckArguments, context: CommandContext): Promise<number> {
  const report = await checkPlugin(target, given, context);
  for (const { id, status, reason = '', rule, fix } of report.results) {
    if (status === 'passed') continue;
    context.print(`${marks[status]} ${id}: ${status.replace('-', ' ')}. ${reason}`);
    if (status === 'failed') context.print(`    Rule: ${rule}\n    Fix: ${fix}`);
  }
  for (const problem of report.problems) context.print(`${marks.failed} ${problem}`);
  for (const one of report.missing ?? []) context.print(`${marks['not-applicable']} No fixture has ${one}.`);
  context.print(`${report.name}: ${titleOf(report)}. ${report.passed ? 'It passes.' : 'It does not pass.'}`);
  return report.passed ? 0 : 1;
}

function toSkip(text: string): Skip {
  const at = text.indexOf('=');
  if (at === -1) throw new UsageError('--skip needs a reason: --skip media/several="one file at a time"');
  return { case: text.slice(0, at), reason: text.slice(at + 1) };
}
