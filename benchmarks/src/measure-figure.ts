import type { ClientName, Figure } from './figure.ts';
import type { Metrics } from './jobs/job.ts';
import { runWorker } from './run-worker.ts';
import type { SampleFiles } from './sample-file.ts';

/** What each client measured, round by round. */
export type Measured = ReadonlyMap<ClientName, readonly Metrics[]>;

/** Lets the clients do the job in turn, beginning with another one each round. */
export async function measureFigure(
  figure: Figure,
  url: string,
  files: SampleFiles,
  quick: boolean,
): Promise<Measured> {
  const { clients, job } = figure;
  const rounds = quick ? figure.quick.rounds : figure.rounds;
  const parameters = (quick ? figure.quick.parameters : undefined) ?? figure.parameters;
  const size = (quick ? figure.quick.file : undefined) ?? figure.file;
  const smallFile = await files.ofSize(65_536);
  const file = size === undefined ? smallFile : await files.ofSize(size);
  const measured = new Map<ClientName, Metrics[]>(clients.map((client) => [client, []]));
  for (let round = 0; round < rounds; round += 1) {
    const first = round % clients.length;
    for (const client of [...clients.slice(first), ...clients.slice(0, first)]) {
      measured.get(client)?.push(await runWorker({ job, client, url, file, smallFile, parameters }));
    }
  }
  return measured;
}
