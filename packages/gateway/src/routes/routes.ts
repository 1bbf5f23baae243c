import { openApiDocument } from '../operation/openapi.ts';
import { chatCompletions } from './chat-completions.ts';
import { deleteFile, getFile, uploadFile } from './files.ts';
import { getModel, listModels } from './models.ts';
import { health, metrics, ready } from './operation.ts';
import { findPageFile } from './page.ts';
import type { Route } from './route.ts';

/** Every path of the gateway, except the page. */
export const routes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/chat/completions',
    needsKey: true,
    accepts: 'application/json',
    isLimited: true,
    handle: chatCompletions,
  },
  { method: 'GET', path: '/v1/models', needsKey: true, handle: listModels },
  { method: 'GET', path: '/v1/models/{id}', needsKey: true, handle: getModel },
  {
    method: 'POST',
    path: '/v1/files',
    needsKey: true,
    accepts: 'multipart/form-data',
    isLimited: true,
    handle: uploadFile,
  },
  { method: 'GET', path: '/v1/files/{id}', needsKey: true, handle: getFile },
  { method: 'DELETE', path: '/v1/files/{id}', needsKey: true, handle: deleteFile },
  { method: 'GET', path: '/health', needsKey: false, handle: health },
  { method: 'GET', path: '/ready', needsKey: false, handle: ready },
  { method: 'GET', path: '/metrics', needsKey: true, handle: metrics },
  {
    method: 'GET',
    path: '/openapi.json',
    needsKey: false,
    handle: (context) => context.sendJson(200, openApiDocument(routes)),
  },
];

/** The routes of a path. */
export interface FoundRoute {
  /** The path as documented. */
  readonly path: string;
  /** The text in the place of `{id}`, decoded. */
  readonly id: string;
  readonly routes: ReadonlyMap<string, Route>;
}

const byPath: ReadonlyMap<string, ReadonlyMap<string, Route>> = new Map(
  routes.map(({ path }) => [
    path,
    new Map(routes.filter((route) => route.path === path).map((route) => [route.method, route])),
  ]),
);

/** @param hasPage - Whether the page is served. */
export function findRoute(path: string, hasPage: boolean): FoundRoute | undefined {
  const exact = path.endsWith('{id}') ? undefined : byPath.get(path);
  if (exact !== undefined) return { path, id: '', routes: exact };
  for (const [pattern, found] of byPath) {
    const id = idIn(path, pattern);
    if (id !== undefined) return { path: pattern, id, routes: found };
  }
  const page = hasPage ? findPageFile(path) : undefined;
  return page === undefined ? undefined : { path: page.path, id: path, routes: new Map([['GET', page]]) };
}

/** The id in a path. It may have slashes, as ids of models do. */
function idIn(path: string, pattern: string): string | undefined {
  const start = pattern.slice(0, -'{id}'.length);
  if (!pattern.endsWith('{id}') || !path.startsWith(start) || path === start) return undefined;
  try {
    return decodeURIComponent(path.slice(start.length));
  } catch {
    return undefined;
  }
}
