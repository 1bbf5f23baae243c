import type { ClientName, Figure } from './figure.ts';
import type { Metrics } from './jobs/job.ts';
import { runWorker } from './run-worker.ts';
import type { SampleFiles } from './sample-file.ts';

/** What each client measured, round by round. */
export type Measured = ReadonlyMap<ClientName, readonly Metrics[]>;

/** The other clients are only for comparison, and slow. After this many rounds, only Plugboard and LIMIT continue. */
const peerRounds = 3;

/**
 * Lets the clients do the job in turn. Each round begins with another client.
 * @param most - The most rounds, even if the figure has more.
 */
export async function measureFigure(
  figure: Figure,
  url: string,
  files: SampleFiles,
  quick: boolean,
  most: number,
): Promise<Measured> {
  const { clients, job } = figure;
  const rounds = Math.min(quick ? figure.quick.rounds : figure.rounds, most);
  const parameters = (quick ? figure.quick.parameters : undefined) ?? figure.parameters;
  const size = (quick ? figure.quick.file : undefined) ?? figure.file;
  const smallFile = await files.ofSize(65_536);
  const file = size === undefined ? smallFile : await files.ofSize(size);
  const measured = new Map<ClientName, Metrics[]>(clients.map((client) => [client, []]));
  for (let round = 0; round < rounds; round += 1) {
    const first = round % clients.length;
    for (const client of [...clients.slice(first), ...clients.slice(0, first)]) {
      if (round >= peerRounds && clients.indexOf(client) > 1) continue;
      measured.get(client)?.push(await runWorker({ job, client, url, file, smallFile, parameters }));
    }
  }
  return measured;
}
