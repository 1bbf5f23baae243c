import type { ExchangeRequest } from '../fixtures/fixture.ts';
import { filePlaceholder } from '../fixtures/fixture-files.ts';
import type { ReceivedRequest } from '../server/received-request.ts';
import { compareForm, type FormContext } from './compare-form.ts';
import { compareJson } from './compare-json.ts';
import type { Difference } from './difference.ts';
import { showHeader, showText } from './show-value.ts';

/** A request that came in, with the whole URL that the client meant. */
export interface WholeRequest {
  readonly request: ReceivedRequest;
  readonly url: string;
}

/** How strictly requests are compared. `target`: method and URL only. */
export type Strictness = 'whole' | 'target';

/** As hexadecimal digits, of any of the lengths in use. */
const digest = /(?<![0-9a-f])(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})(?![0-9a-f])/gi;

/** All differences of a request from what the fixture says. */
export async function compareRequest(
  expected: ExchangeRequest,
  { request, url }: WholeRequest,
  context: FormContext,
  strictness: Strictness,
): Promise<readonly Difference[]> {
  if (strictness === 'target') {
    // If files are stored under their digests, another file has another address.
    return compareTarget(expected, request.method, url, (text) => context.fold(text).replaceAll(digest, '{digest}'));
  }
  const target = compareTarget(expected, request.method, url, context.fold);
  const headers = compareHeaders(expected.headers ?? {}, request.headers, context.fold);
  return [...target, ...headers, ...(await compareBody(expected, request, context))];
}

function compareTarget(
  expected: ExchangeRequest,
  method: string,
  url: string,
  fold: (text: string) => string,
): readonly Difference[] {
  const differences: Difference[] = [];
  if (expected.method !== method) differences.push({ part: 'method', expected: expected.method, received: method });
  const wanted = fold(plain(new URL(expected.url).href));
  const got = fold(plain(url));
  if (wanted !== got) differences.push({ part: 'url', expected: showUrl(wanted), received: showUrl(got) });
  return differences;
}

function plain(url: string): string {
  return braces(url).replace(/#.*$/, '');
}

/** Decodes the braces of placeholders, and nothing else. */
function braces(text: string): string {
  return text.replaceAll(/%7B/gi, '{').replaceAll(/%7D/gi, '}');
}

/** Shows the names of query parameters, but not long values. */
function showUrl(url: string): string {
  return showText(url.replaceAll(/([?&][^=&]*=)([^&]{24,})/g, '$1<long value>'));
}

function compareHeaders(
  expected: NonNullable<ExchangeRequest['headers']>,
  received: ReadonlyMap<string, string>,
  fold: (text: string) => string,
): readonly Difference[] {
  return Object.entries(expected).flatMap(([name, text]) => {
    const got = received.get(name.toLowerCase());
    if (text === null) {
      if (got === undefined) return [];
      return [
        { part: `header ${name.toLowerCase()}`, expected: 'no such header', received: showHeader(name, fold(got)) },
      ];
    }
    const same =
      name.toLowerCase() === 'cookie'
        ? got !== undefined && pairsOf(fold(text)) === pairsOf(fold(got))
        : got !== undefined && fold(text) === fold(got);
    if (same) return [];
    return [
      {
        part: `header ${name.toLowerCase()}`,
        expected: showHeader(name, fold(text)),
        received: showHeader(name, got === undefined ? undefined : fold(got)),
      },
    ];
  });
}

function pairsOf(cookie: string): string {
  return cookie
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .sort()
    .join('; ');
}

async function compareBody(
  expected: ExchangeRequest,
  request: ReceivedRequest,
  context: FormContext,
): Promise<readonly Difference[]> {
  if (expected.form !== undefined) {
    return compareForm(expected.form, request.headers.get('content-type'), request.body, context);
  }
  if (expected.body !== undefined) return comparePlain(expected.body, request.body, context);
  if (expected.json === undefined) return [];
  let received: unknown;
  try {
    received = JSON.parse(request.body.toString('utf8'));
  } catch {
    return [{ part: 'json', expected: 'a JSON body', received: `${request.body.length} bytes that are not JSON` }];
  }
  return compareJson(expected.json, received, foldFiles(expected.json, context), expected.jsonMatch === 'subset');
}

function comparePlain(
  expected: NonNullable<ExchangeRequest['body']>,
  received: Buffer,
  { file, fold }: FormContext,
): readonly Difference[] {
  if (typeof expected === 'string') {
    const [wanted, got] = [fold(braces(expected)), fold(braces(received.toString('utf8')))];
    return wanted === got ? [] : [{ part: 'body', expected: showText(wanted), received: showText(got) }];
  }
  const bytes = file(expected.file);
  if (bytes.equals(received)) return [];
  return [
    {
      part: 'body',
      expected: `file ${showText(expected.file)}, ${bytes.length} bytes`,
      received: `${received.length} bytes that are not the file`,
    },
  ];
}

/** Replaces files inside a body by their placeholders, to compare and to show them. */
function foldFiles(json: unknown, { file, fold }: FormContext): (text: string) => string {
  const names = new Set([...JSON.stringify(json).matchAll(filePlaceholder)].map(([, name]) => name ?? ''));
  const contents = [...names].map((name) => [file(name).toString('base64'), `{{${name}:base64}}`] as const);
  return (text) => fold(contents.reduce((folded, [base64, name]) => folded.replaceAll(base64, name), text));
}
