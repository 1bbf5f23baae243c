import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { RequestContext } from '../request-context.ts';
import type { Route } from './route.ts';

/** The page is served as it is written, without compilation. */
const folder = new URL('../../page/', import.meta.url);

/** Libraries of the page. Each is one file without imports, served as it is installed. */
const libraries: ReadonlyMap<string, string> = new Map([
  ['vendor/marked.js', 'marked'],
  ['vendor/eventsource-parser.js', 'eventsource-parser'],
]);

const types: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.webmanifest', 'application/manifest+json'],
]);

/** The page loads only what is here. Images that are dropped on it are blobs, and those of answers `data:` URLs. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob: data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const pageHeaders = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

let names: ReadonlySet<string> | undefined;

/** The file of the page for a path; `/` is `index.html`. Only known files have a path, so none leads out of the folder. */
export function findPageFile(path: string): Route | undefined {
  names ??= new Set(readNames());
  const name = path === '/' ? 'index.html' : path.slice(1);
  const type = types.get(extname(name));
  if (type === undefined || !(names.has(name) || libraries.has(name))) return undefined;
  return { method: 'GET', path: '/', needsKey: false, handle: (context) => sendFile(context, name, type) };
}

function readNames(): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
}

interface PageFile {
  readonly content: Buffer;
  readonly tag: string;
}

const read = new Map<string, PageFile>();

function sendFile(context: RequestContext, name: string, type: string): void {
  const { content, tag } = readPageFile(name);
  const headers = { ...pageHeaders, 'content-type': type, 'cache-control': 'no-cache', etag: tag };
  if (context.exchange.header('if-none-match') === tag) context.send(304, headers, '');
  else context.send(200, headers, content);
}

function readPageFile(name: string): PageFile {
  const found = read.get(name);
  if (found !== undefined) return found;
  const library = libraries.get(name);
  const content = readFileSync(library === undefined ? new URL(name, folder) : new URL(import.meta.resolve(library)));
  const tag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  const file = { content, tag };
  read.set(name, file);
  return file;
}
