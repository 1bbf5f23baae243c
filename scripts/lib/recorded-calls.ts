import { readdir, readFile } from 'node:fs/promises';
import type { CreateParams } from '@plugboard/core';
import { reset, sse, status, type Step } from '@plugboard/provider-testkit/server';

/** The chat of a fixture, for tests that also play its bytes to an official client. */
export interface RecordedCall<Body> {
  /** The name of the file, after a prefix. */
  readonly name: string;
  /** What the caller asks. */
  readonly request: AskedRequest;
  /** Where the files of the request are. */
  readonly folder: URL;
  /** The service's response to an upload. */
  readonly uploaded: object | undefined;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** The request, with the contents of its files. */
  readonly body: Body;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes of an event stream. */
  readonly stream: string | undefined;
  /** Any other response. */
  readonly json: object | undefined;
  readonly broken: boolean;
  readonly expect: Expectation;
}

interface AskedRequest {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly stream?: boolean;
  readonly parameters?: object;
  readonly extra?: object;
  readonly tools?: readonly object[];
  readonly tool_choice?: unknown;
  readonly response_format?: object;
}

/** What a fixture says should come out. */
interface Expectation {
  readonly text?: string;
  readonly finish?: string;
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number };
  readonly toolCalls?: readonly { readonly id?: string; readonly name: string; readonly arguments: string }[];
  readonly error?: string;
}

interface RecordedFile<Body> {
  readonly request: AskedRequest;
  readonly exchanges: readonly {
    readonly phase: string;
    readonly request: {
      readonly url: string;
      readonly json: Body;
      readonly headers: Readonly<Record<string, string>>;
    };
    readonly response: {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly json?: object;
      readonly file?: string;
      readonly broken?: string;
    };
  }[];
  readonly expect: Expectation;
}

/** Every chat of a folder of fixtures. */
export async function loadCalls<Body>(folder: URL, prefix = ''): Promise<readonly RecordedCall<Body>[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(new URL(file, folder), 'utf8');
      const { request, exchanges, expect } = JSON.parse(text) as RecordedFile<Body>;
      const chat = exchanges.find(({ phase }) => phase === 'chat');
      if (chat === undefined) throw new Error(`${file} has no chat.`);
      const { status: code, headers, json, file: stream, broken } = chat.response;
      return {
        name: `${prefix}${file.slice(0, -'.json'.length)}`,
        request,
        folder,
        uploaded: exchanges.findLast(({ phase }) => phase === 'upload')?.response.json,
        url: chat.request.url,
        requestHeaders: chat.request.headers,
        body: JSON.parse(await withFiles(JSON.stringify(chat.request.json), folder)) as Body,
        status: code,
        headers,
        stream: stream === undefined ? undefined : await readFile(new URL(stream, folder), 'utf8'),
        json,
        broken: broken !== undefined,
        expect,
      };
    }),
  );
}

/** Replaces each `{{name:base64}}` by the contents of the file. */
async function withFiles(text: string, folder: URL): Promise<string> {
  const names = new Set([...text.matchAll(/\{\{([^{}]+):base64\}\}/g)].map(([, name = '']) => name));
  let filled = text;
  for (const name of names) {
    filled = filled.replaceAll(`{{${name}:base64}}`, (await readFile(new URL(name, folder))).toString('base64'));
  }
  return filled;
}

/** The response of the service. */
export function answerOf({
  status: code,
  headers,
  stream,
  json,
  broken,
}: Pick<RecordedCall<unknown>, 'status' | 'headers' | 'stream' | 'json' | 'broken'>): readonly Step[] {
  if (stream === undefined) return [status(code, json, headers)];
  return broken ? [sse([stream], { headers, end: false }), reset()] : [sse([stream], { headers })];
}

/** What the caller passes to `create()`. */
export async function paramsOf({ request, folder }: RecordedCall<unknown>, plugin: string): Promise<CreateParams> {
  const { messages, parameters, extra, ...others } = request;
  const read = async (part: { type: string; file?: string; url?: string }): Promise<unknown> => {
    if (part.type === 'text') return part;
    const type = `${part.type}_url`;
    const url = part.file === undefined ? part.url : await readFile(new URL(part.file, folder));
    return { type, [type]: { url } };
  };
  const spoken = await Promise.all(
    messages.map(async (message) => ({
      ...message,
      content: Array.isArray(message.content) ? await Promise.all(message.content.map(read)) : message.content,
    })),
  );
  const params: unknown = { ...others, ...parameters, messages: spoken, provider_options: { [plugin]: extra } };
  return params as CreateParams;
}
