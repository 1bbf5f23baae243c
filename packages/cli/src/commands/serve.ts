import type { Client, ListedModel } from '@plugboard/core';
import type { GatewayServer } from '@plugboard/gateway';
import type { CommandIo } from '../command-io.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Arguments } from '../read-arguments.ts';
import { writeText } from '../write-text.ts';
import { openKeyFile } from './key-file.ts';

/** `plugboard serve`. Everything that can be wrong is found before the port is opened. Ends with the signal. */
export async function serve(client: Client, args: Arguments, io: CommandIo): Promise<number> {
  // Other commands do not load it.
  const { createGateway } = await import('@plugboard/gateway');
  const models = await client.models.list();
  const keyFile = args.keyFile === undefined ? undefined : await openKeyFile(args.keyFile);
  const gateway = createGateway({
    client,
    keys: keyFile?.keys,
    allowedOrigins: args.origins,
    page: args.page,
    accessLog: args.accessLog ? (entry) => io.stdout.write(`${JSON.stringify(entry)}\n`) : undefined,
    onFault: (error, requestId) => writeText(io.stderr, `${requestId}: ${String(error)}\n`),
  });
  const server = await gateway.listen({ port: args.port, host: args.host });
  const stopWatching = keyFile?.watch(
    (keys) => gateway.replaceKeys(keys),
    (note) => writeText(io.stderr, `${note}\n`),
  );
  if (args.json) io.stdout.write(`${JSON.stringify(startLine(server, models))}\n`);
  else writeText(io.stdout, announcement(server, models, keyFile !== undefined));
  await aborted(io.signal);
  stopWatching?.();
  await server.close();
  return exitCodes.fine;
}

function startLine({ url, port }: GatewayServer, models: readonly ListedModel[]): object {
  return { url, base_url: `${url}/v1`, port, pid: process.pid, models: namesOf(models) };
}

function announcement({ url }: GatewayServer, models: readonly ListedModel[], hasKeys: boolean): string {
  const names = namesOf(models);
  const shown = names.slice(0, 12).join(', ') || 'none is declared; write <instance>/<model>';
  const more = names.length > 12 ? `, and ${names.length - 12} more` : '';
  const key = hasKeys ? " -H 'authorization: Bearer <key>'" : '';
  const body = JSON.stringify({ model: names[0] ?? '<model>', messages: [{ role: 'user', content: 'Hello' }] });
  return `Base URL for OpenAI clients: ${url}/v1
Models: ${shown}${more}
Clients: ${hasKeys ? 'those with a key from the key file' : 'programs on this machine, without a key'}
Try: curl ${url}/v1/chat/completions${key} -H 'content-type: application/json' -d '${body}'
`;
}

function namesOf(models: readonly ListedModel[]): readonly string[] {
  return models.filter(({ id }) => !id.endsWith('*')).map(({ provider, id }) => `${provider}/${id}`);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
