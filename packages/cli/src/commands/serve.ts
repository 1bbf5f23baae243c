import { fileURLToPath } from 'node:url';
import type { Client } from '@plugboard/core';
import type { GatewayWorker } from '@plugboard/gateway';
import type { CommandIo } from '../command-io.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Arguments } from '../read-arguments.ts';
import { writeText } from '../write-text.ts';
import { GatewayReload, type ReloadNotes } from './gateway-reload.ts';
import { readGatewaySetup } from './gateway-setup.ts';

/** What the command reports at the start. */
interface Start {
  readonly url: string;
  readonly port: number;
  /** Names that a request may have: the aliases first. */
  readonly models: readonly string[];
  readonly hasKeys: boolean;
  /** The processes that share the port, if there are several. */
  readonly workers?: readonly number[] | undefined;
}

/** `plugboard serve`. Finds everything that can be wrong before it opens the port. Ends with the signal. */
export async function serve(client: Client, args: Arguments, io: CommandIo): Promise<number> {
  // Only this command loads the gateway.
  const { currentWorker } = await import('@plugboard/gateway');
  const worker = currentWorker();
  try {
    return await serveAs(worker, client, args, io);
  } finally {
    // A worker cannot end while it is connected to the process that started it.
    await worker?.leave();
  }
}

async function serveAs(
  worker: GatewayWorker | undefined,
  client: Client,
  args: Arguments,
  io: CommandIo,
): Promise<number> {
  const { createGateway } = await import('@plugboard/gateway');
  const setup = await readGatewaySetup(client, args, io);
  const gateway = createGateway(setup.options);
  const start = { models: setup.models, hasKeys: setup.options.keys !== undefined };
  const says = (message: string): void => writeText(io.stderr, `${message}\n`);
  if (args.workers !== undefined && worker === undefined) {
    const reload = new GatewayReload(gateway, setup, args, io, { keys: says, taken: says, refused: says });
    return serveWithWorkers({ count: args.workers, reload, start, says }, args, io);
  }
  const server = await gateway.listen({ port: args.port, host: args.host });
  const reload = new GatewayReload(gateway, setup, args, io, notesOf(worker, says));
  reload.watchKeys();
  if (worker === undefined) {
    io.onReload?.(() => void reload.reload());
    announce({ ...start, url: server.url, port: server.port }, args, io);
  } else {
    // Only the parent handles the signal, and tells the workers what to do.
    io.onReload?.(() => undefined);
    worker.onReload(() => void reload.reload());
    worker.ready(server);
  }
  await aborted(worker === undefined ? io.signal : AbortSignal.any([io.signal, worker.closing]));
  await server.close();
  await reload.close();
  return exitCodes.fine;
}

/** All workers read the same files, but only one reports changes. */
function notesOf(worker: GatewayWorker | undefined, says: (message: string) => void): ReloadNotes {
  if (worker === undefined) return { keys: says, taken: says, refused: says };
  return {
    keys: (message) => {
      if (worker.slot === 1) says(message);
    },
    // The parent has accepted the same config, and reports it.
    taken: () => undefined,
    refused: (message) => says(`Worker ${worker.slot}: ${message}`),
  };
}

interface ServedByWorkers {
  readonly count: number;
  /** Checks a config before the workers read it. */
  readonly reload: GatewayReload;
  readonly start: Pick<Start, 'models' | 'hasKeys'>;
  readonly says: (message: string) => void;
}

/** Lets workers serve. This process has only created a gateway, to check its options. */
async function serveWithWorkers(
  { count, reload, start, says }: ServedByWorkers,
  args: Arguments,
  io: CommandIo,
): Promise<number> {
  const { startWorkers, WorkerStartError } = await import('@plugboard/gateway');
  try {
    const workers = await startWorkers({
      count,
      program: fileURLToPath(new URL('../command.js', import.meta.url)),
      args: args.given,
      onNote: says,
    });
    io.onReload?.(() => void reload.reload().then((isTaken) => isTaken && workers.reload()));
    const { url, port, pids } = workers;
    announce({ ...start, url, port, workers: pids }, args, io);
    await aborted(io.signal);
    await workers.close();
    await reload.close();
    return exitCodes.fine;
  } catch (error) {
    // The worker has reported why.
    if (error instanceof WorkerStartError) return error.exitCode ?? exitCodes.failed;
    throw error;
  }
}

function announce(start: Start, args: Arguments, io: CommandIo): void {
  if (args.json) io.stdout.write(`${JSON.stringify(startLine(start))}\n`);
  else writeText(io.stdout, announcement(start));
}

function startLine({ url, port, models, workers }: Start): object {
  return { url, base_url: `${url}/v1`, port, pid: process.pid, workers, models };
}

function announcement({ url, models, hasKeys }: Start): string {
  const shown = models.slice(0, 12).join(', ') || 'none is declared; write <instance>/<model>';
  const more = models.length > 12 ? `, and ${models.length - 12} more` : '';
  const key = hasKeys ? " -H 'authorization: Bearer <key>'" : '';
  const body = JSON.stringify({ model: models[0] ?? '<model>', messages: [{ role: 'user', content: 'Hello' }] });
  return `Base URL for OpenAI clients: ${url}/v1
Models: ${shown}${more}
Clients: ${hasKeys ? 'those with a key' : 'programs on this machine, without a key'}
Try: curl ${url}/v1/chat/completions${key} -H 'content-type: application/json' -d '${body}'
`;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
