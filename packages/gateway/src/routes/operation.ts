import type { RequestContext } from '../request-context.ts';
import { Refusal } from '../wire/refusal.ts';

/** `GET /health`: the process runs. */
export function health(context: RequestContext): void {
  context.sendJson(200, { status: 'ok' });
}

/** `GET /ready`: the config loads, so that requests can be served. */
export async function ready(context: RequestContext): Promise<void> {
  const { client, onFault } = context.services;
  try {
    await client.models.list();
  } catch (error) {
    onFault?.(error, context.requestId);
    // The reason names files of this machine, so only the operator gets it, in the log.
    throw new Refusal('The config cannot be loaded.', { status: 503, code: 'not_ready' });
  }
  context.sendJson(200, { status: 'ready' });
}

/** `GET /metrics` */
export async function metrics(context: RequestContext): Promise<void> {
  const { type, text } = await context.services.metrics.read();
  context.send(200, { 'content-type': type }, text);
}
