import type { WirePhase } from '@plugboard/core/provider';
import type { Exchange, ExchangeRequest, ExchangeResponse, FixtureFiles, FormFile } from '../fixtures/fixture.ts';
import { FixtureError } from '../fixtures/fixture-error.ts';
import { digestOf, readForm } from '../replay/read-form.ts';
import type { CapturedExchange } from './captured-exchange.ts';
import { credentialHeader } from './learn-secrets.ts';
import type { Redaction } from './redaction.ts';

const requestHeaders = /^(?:content-type|cookie|host)$/;
const responseHeaders =
  /^(?:cf-mitigated|connection|content-length|content-type|location|retry-after|retry-after-ms|set-cookie|transfer-encoding|www-authenticate|x-ratelimit-[a-z-]+)$/;

/** What the conversion of one exchange may refer to. */
export interface ExchangeContext {
  readonly phase: WirePhase;
  /** The name of the file for its body, without an ending. */
  readonly bodyName: string;
  /** The files that the caller passed, by name. */
  readonly files: FixtureFiles;
  readonly redaction: Redaction;
}

/** An exchange for a fixture, with the file of its body, if it has one. Keeps only useful headers, and those with a secret. */
export async function toExchange(
  captured: CapturedExchange,
  context: ExchangeContext,
): Promise<{ readonly exchange: Exchange; readonly files: Readonly<Record<string, Buffer>> }> {
  const request = await toRequest(captured, context);
  const { response, files } = toResponse(captured, context);
  return { exchange: { phase: context.phase, request, response }, files };
}

async function toRequest(captured: CapturedExchange, { redaction, files }: ExchangeContext): Promise<ExchangeRequest> {
  const { method, url, requestBody: body } = captured;
  const type = captured.requestHeaders.get('content-type') ?? '';
  const isForm = type.startsWith('multipart/form-data');
  // Later requests must have what the fixture has, so it keeps every header with a secret.
  const keeps = (name: string, value: string): boolean =>
    requestHeaders.test(name) || credentialHeader.test(name) || redaction.text(value) !== value;
  const kept = [...captured.requestHeaders].filter(
    ([name, value]) => keeps(name, value) && !(isForm && name === 'content-type'),
  );
  const request = {
    method,
    url: redaction.text(url),
    headers: Object.fromEntries(kept.map(([name, value]) => [name, redaction.text(value)])),
  };
  if (isForm) return { ...request, form: await toForm(type, body, files, redaction) };
  if (body.length === 0) return request;
  try {
    return { ...request, json: redaction.json(withFiles(JSON.parse(body.toString('utf8')), files)) };
  } catch {
    return { ...request, ...toPlain(body, files, redaction) };
  }
}

/** The body as a text, or as a file of the call. Other bytes are left out of the fixture. */
function toPlain(body: Buffer, files: FixtureFiles, redaction: Redaction): Pick<ExchangeRequest, 'body'> {
  const file = Object.entries(files).find(([, bytes]) => Buffer.from(bytes).equals(body))?.[0];
  if (file !== undefined) return { body: { file } };
  const text = body.toString('utf8');
  return Buffer.from(text).equals(body) && !text.includes('\0') ? { body: redaction.text(text) } : {};
}

async function toForm(
  type: string,
  body: Buffer,
  files: FixtureFiles,
  redaction: Redaction,
): Promise<Readonly<Record<string, string | FormFile>>> {
  const form: Record<string, string | FormFile> = {};
  for (const part of await readForm(type, body)) {
    if ('value' in part) {
      form[part.field] = redaction.text(part.value);
      continue;
    }
    const known = Object.entries(files).find(([, bytes]) => digestOf(Buffer.from(bytes)) === part.file.sha256);
    if (known?.[0] !== part.file.name) {
      throw new FixtureError(
        `The recording is refused: part ${JSON.stringify(part.field)} holds a file that does not belong to the call, or has another name.`,
      );
    }
    form[part.field] = { file: part.file.name, type: part.file.type };
  }
  return form;
}

/** The value with files replaced by their placeholders. */
function withFiles(value: unknown, files: FixtureFiles): unknown {
  const contents = Object.entries(files).map(([name, bytes]) => [Buffer.from(bytes).toString('base64'), name] as const);
  const walk = (item: unknown): unknown => {
    if (typeof item === 'string') {
      return contents.reduce((text, [base64, name]) => text.replaceAll(base64, `{{${name}:base64}}`), item);
    }
    if (Array.isArray(item)) return item.map(walk);
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(Object.entries(item).map(([field, inner]) => [field, walk(inner)]));
  };
  return walk(value);
}

function toResponse(
  captured: CapturedExchange,
  { redaction, bodyName }: ExchangeContext,
): { readonly response: ExchangeResponse; readonly files: Readonly<Record<string, Buffer>> } {
  const headers = Object.fromEntries(
    [...captured.responseHeaders]
      .filter(([name]) => responseHeaders.test(name))
      .map(([name, value]) => [
        name,
        typeof value === 'string' ? redaction.text(value) : value.map((one) => redaction.text(one)),
      ]),
  );
  const response = {
    status: captured.status,
    headers,
    ...(captured.broken === undefined ? {} : { broken: captured.broken }),
  };
  let sum = 0;
  const ends = captured.chunks.map(({ bytes }) => (sum += bytes.length));
  if (sum === 0) return { response, files: {} };
  const whole = Buffer.concat(captured.chunks.map(({ bytes }) => bytes)).toString('latin1');
  const redacted = redaction.pieces(whole, ends);
  const text = Buffer.from(redacted.text, 'latin1').toString('utf8');
  const json = captured.chunks.length === 1 ? plainJson(text) : undefined;
  if (json !== undefined) return { response: { ...response, json: json.value }, files: {} };
  const file = `${bodyName}.${endingFor(String(captured.responseHeaders.get('content-type') ?? ''))}`;
  const chunks = captured.chunks
    .map(({ afterMs }, index) => [afterMs, (redacted.ends[index] ?? 0) - (redacted.ends[index - 1] ?? 0)] as const)
    .filter(([, size]) => size > 0);
  return { response: { ...response, file, chunks }, files: { [file]: Buffer.from(redacted.text, 'latin1') } };
}

/** The JSON of a body, if writing it again gives the same bytes. */
function plainJson(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? { value } : undefined;
  } catch {
    return undefined;
  }
}

function endingFor(contentType: string): string {
  if (contentType.startsWith('text/event-stream')) return 'sse';
  if (contentType.startsWith('text/html')) return 'html';
  // The ending `.json` is for fixtures.
  return contentType.includes('json') || contentType.startsWith('text/') ? 'txt' : 'bin';
}
