import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ConformanceReport } from '../conformance/run-conformance.ts';
import { isFields } from '../fixtures/shape.ts';
import { writeReports } from '../report/write-reports.ts';
import { titleOf } from '../report/words.ts';
import { checkPlugin, type CheckArguments } from './check.ts';
import type { CommandContext } from './context.ts';
import { UsageError } from './usage.ts';

/** The command `report`: checks plugins, or takes earlier reports, and writes them as one. */
export async function report(
  targets: readonly string[],
  given: CheckArguments & { readonly out?: string | undefined },
  context: CommandContext,
): Promise<number> {
  const reports: ConformanceReport[] = [];
  for (const target of targets) {
    if (target.endsWith('.json')) reports.push(...(await earlierReports(resolve(context.folder, target))));
    else reports.push(await checkPlugin(target, given, context));
  }
  for (const path of await writeReports(reports, resolve(context.folder, given.out ?? '.')))
    context.print(`Wrote ${path}`);
  for (const one of reports) context.print(`${one.name}: ${titleOf(one)}.`);
  return reports.every(({ passed }) => passed) ? 0 : 1;
}

async function earlierReports(path: string): Promise<readonly ConformanceReport[]> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UsageError(`${path} cannot be read.`);
  });
  const list = listFrom(text);
  if (
    list === undefined ||
    !list.every((one) => isFields(one) && one['format'] === 1 && Array.isArray(one['results']))
  ) {
    throw new UsageError(`${path} is not a report of this testkit.`);
  }
  return list as readonly ConformanceReport[];
}

function listFrom(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list;
  } catch {
    return undefined;
  }
}
