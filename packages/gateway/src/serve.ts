import { randomUUID } from 'node:crypto';
import { checkHost, checkOrigin, preflightHeaders } from './access/origins.ts';
import { ClientLeft } from './body/read-body.ts';
import type { Exchange } from './exchange/exchange.ts';
import type { RequestContext } from './request-context.ts';
import { findRoute, type FoundRoute } from './routes/routes.ts';
import { Refusal } from './wire/refusal.ts';

/** The id of a request: the client's, if it sent a usable one. */
export function requestIdOf(exchange: Exchange): string {
  const given = exchange.header('x-request-id');
  return given !== undefined && /^[\w.:-]{1,128}$/.test(given) ? given : `req_${randomUUID()}`;
}

/** Serves one request, from the access checks to the end of the reply. Never rejects. */
export async function serve(context: RequestContext): Promise<void> {
  const { exchange, services } = context;
  try {
    const found = findRoute(exchange.path, services.settings.page);
    context.begin(found?.path ?? 'other');
    checkHost(exchange, services.settings.addresses);
    context.headers = { ...context.headers, ...checkOrigin(exchange, services.settings.addresses) };
    if (services.isClosing()) throw closing();
    if (exchange.method === 'OPTIONS') return options(context, found);
    await dispatch(context, found);
  } catch (error) {
    if (!context.hasLeft && !(error instanceof ClientLeft)) answerError(context, error);
  }
}

/** Replies with a failure, if nothing was sent yet. */
function answerError(context: RequestContext, thrown: unknown): void {
  const { status, headers, error } = context.fail(thrown);
  if (!context.hasBegun) context.sendJson(status, { error }, headers);
}

async function dispatch(context: RequestContext, found: FoundRoute | undefined): Promise<void> {
  const { exchange, services } = context;
  if (found === undefined) {
    throw new Refusal(
      `This gateway has no ${exchange.method} ${shortened(exchange.path)}. GET /openapi.json lists its paths.`,
      {
        status: 404,
        code: 'unknown_path',
      },
    );
  }
  const route = found.routes.get(exchange.method === 'HEAD' ? 'GET' : exchange.method);
  if (route === undefined) {
    throw new Refusal(`${found.path} takes ${allowedMethods(found)}, not ${shortened(exchange.method)}.`, {
      status: 405,
      code: 'method_not_allowed',
      headers: { allow: allowedMethods(found) },
    });
  }
  if (route.needsKey) context.holder = services.keyring?.find(exchange.header('authorization'));
  if (route.accepts !== undefined) checkType(exchange, route.accepts);
  const { holder } = context;
  if (route.isLimited === true && holder?.limits !== undefined) await context.admit(holder.name, holder.limits);
  await route.handle(context, found.id);
}

/** Browsers send other types without asking first, so a page that may not call cannot send this one. */
function checkType(exchange: Exchange, type: string): void {
  const given = exchange.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (given === type) return;
  throw new Refusal(`The body must be ${type}, and its content-type must say so.`, {
    status: 415,
    code: 'unsupported_media_type',
  });
}

function options(context: RequestContext, found: FoundRoute | undefined): void {
  const allow = found === undefined ? 'GET, POST, DELETE' : allowedMethods(found);
  const isForeign = context.headers['access-control-allow-origin'] !== undefined;
  context.send(204, { allow, ...(isForeign && preflightHeaders(context.exchange, {})) }, '');
}

function allowedMethods({ routes }: FoundRoute): string {
  return [...routes.keys()].join(', ');
}

function shortened(text: string): string {
  return text.replaceAll(/[^\x21-\x7e]/g, '?').slice(0, 100);
}

function closing(): Refusal {
  const says = 'The gateway is shutting down and accepts no more requests.';
  return new Refusal(says, {
    status: 503,
    code: 'shutting_down',
    headers: { connection: 'close', 'retry-after': '1' },
  });
}
