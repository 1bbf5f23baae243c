import type { ReplayedRequest } from '../../replay/start-replay.ts';
import { leavesOf, type JsonPath } from './json-units.ts';

/** The parts of a request by their places, such as `header x-mode` or `json messages[0].text`. */
export type SentParts = ReadonlyMap<string, string>;

/** Headers that say how a body is written, or who calls; each has a case of its own. */
const framing =
  /^(?:accept-encoding|authorization|connection|content-length|content-type|cookie|host|transfer-encoding)$/;

/** The parts of a request. Headers of {@link framing} are there without their values. */
export function partsOf({ url, method, headers, body }: Omit<ReplayedRequest, 'phase'>): SentParts {
  const parts = new Map([['url', `${method} ${url}`]]);
  for (const [name, value] of headers) parts.set(`header ${name}`, framing.test(name) ? '' : value);
  const text = Buffer.from(body).toString();
  try {
    for (const [path, value] of leavesOf(JSON.parse(text)))
      parts.set(`json ${shown(path)}`, JSON.stringify(value) ?? '');
  } catch {
    // The boundary of a form differs each time.
    if (!String(headers.get('content-type')).includes('multipart/')) parts.set('body', text);
  }
  return parts;
}

/** The places where two requests differ, except those in `varying`. */
export function differing(
  one: SentParts,
  other: SentParts,
  varying: ReadonlySet<string> = new Set(),
): readonly string[] {
  const places = new Set([...one.keys(), ...other.keys()]);
  return [...places].filter((place) => !varying.has(place) && one.get(place) !== other.get(place));
}

function shown(path: JsonPath): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');
}
