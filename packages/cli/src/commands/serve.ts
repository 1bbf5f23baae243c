import { fileURLToPath } from 'node:url';
import { isPattern, type Client } from '@plugboard/core';
import type { GatewayWorker } from '@plugboard/gateway';
import type { CommandIo } from '../command-io.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Arguments } from '../read-arguments.ts';
import { writeText } from '../write-text.ts';
import { readGatewayConfig } from './gateway-config.ts';

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
  const models = await namesOf(client);
  const config = await readGatewayConfig(args);
  const gateway = createGateway({
    ...config.options,
    client,
    accessLog: args.accessLog ? (entry) => io.stdout.write(`${JSON.stringify(entry)}\n`) : undefined,
    onFault: (error, requestId) => writeText(io.stderr, `${requestId}: ${String(error)}\n`),
  });
  const start = { models, hasKeys: config.options.keys !== undefined };
  if (args.workers !== undefined && worker === undefined) return serveWithWorkers(args.workers, args, io, start);
  const server = await gateway.listen({ port: args.port, host: args.host });
  // All workers read the keys, but only one reports changes.
  const tells = worker === undefined || worker.slot === 1;
  const stopWatching = config.watchKeys(
    (keys) => gateway.replaceKeys(keys),
    (note) => tells && writeText(io.stderr, `${note}\n`),
  );
  if (worker === undefined) announce({ ...start, url: server.url, port: server.port }, args, io);
  else worker.ready(server);
  await aborted(worker === undefined ? io.signal : AbortSignal.any([io.signal, worker.closing]));
  stopWatching();
  await server.close();
  return exitCodes.fine;
}

/** Lets workers serve. This process has only created a gateway, to check its options. */
async function serveWithWorkers(
  count: number,
  args: Arguments,
  io: CommandIo,
  start: Pick<Start, 'models' | 'hasKeys'>,
): Promise<number> {
  const { startWorkers, WorkerStartError } = await import('@plugboard/gateway');
  try {
    const workers = await startWorkers({
      count,
      program: fileURLToPath(new URL('../command.js', import.meta.url)),
      args: args.given,
      onNote: (note) => writeText(io.stderr, `${note}\n`),
    });
    const { url, port, pids } = workers;
    announce({ ...start, url, port, workers: pids }, args, io);
    await aborted(io.signal);
    await workers.close();
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

async function namesOf(client: Client): Promise<readonly string[]> {
  const aliases = await client.models.aliases();
  const models = (await client.models.list()).filter(({ id }) => !isPattern(id));
  return [...aliases.map(({ alias }) => alias), ...models.map(({ provider, id }) => `${provider}/${id}`)];
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
