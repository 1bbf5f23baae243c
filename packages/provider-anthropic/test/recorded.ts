import { readdir, readFile } from 'node:fs/promises';
import type Anthropic from '@anthropic-ai/sdk';

/** A call as its file has it. */
export interface Recorded {
  /** Such as `2026-10-21/text`. */
  readonly name: string;
  /** What the caller asks. */
  readonly request: AskedRequest;
  /** Where the files of the request are. */
  readonly folder: URL;
  /** What the service says to an upload. */
  readonly uploaded: object | undefined;
  /** The request, with the contents of its files. */
  readonly body: Anthropic.MessageCreateParamsNonStreaming & { readonly stream?: true };
  readonly version: string;
  /** Names of beta features. */
  readonly betas: readonly string[];
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes of an event stream. */
  readonly stream: string | undefined;
  /** Any other answer. */
  readonly json: object | undefined;
  readonly broken: boolean;
  readonly expect: Expectation;
}

/** The call of a fixture. */
export interface AskedRequest {
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
export interface Expectation {
  readonly text?: string;
  readonly finish?: string;
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number };
  readonly toolCalls?: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
  readonly error?: string;
}

interface RecordedFile {
  readonly request: AskedRequest;
  readonly exchanges: readonly {
    readonly phase: string;
    readonly request: { readonly json: Recorded['body']; readonly headers: Readonly<Record<string, string>> };
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

const folders = ['fixtures/2023-06-01', 'fixtures/2026-10-21', 'fixtures/uploads'];

/** Every chat of the fixtures. */
export async function loadRecorded(): Promise<readonly Recorded[]> {
  return (await Promise.all(folders.map(loadFolder))).flat();
}

async function loadFolder(folder: string): Promise<readonly Recorded[]> {
  const url = new URL(`../${folder}/`, import.meta.url);
  const names = (await readdir(url)).filter((name) => name.endsWith('.json'));
  return Promise.all(
    names.map(async (file) => {
      const { request, exchanges, expect } = JSON.parse(await readFile(new URL(file, url), 'utf8')) as RecordedFile;
      const chat = exchanges.find(({ phase }) => phase === 'chat');
      if (chat === undefined) throw new Error(`${folder}/${file} has no chat.`);
      const { status, headers, json, file: stream, broken } = chat.response;
      const body = await withFiles(JSON.stringify(chat.request.json), url);
      return {
        name: `${folder.split('/')[1] ?? ''}/${file.slice(0, -'.json'.length)}`,
        request,
        folder: url,
        uploaded: exchanges.find(({ phase }) => phase === 'upload')?.response.json,
        body: JSON.parse(body) as Recorded['body'],
        version: chat.request.headers['anthropic-version'] ?? '',
        betas: chat.request.headers['anthropic-beta']?.split(',') ?? [],
        status,
        headers,
        stream: stream === undefined ? undefined : await readFile(new URL(stream, url), 'utf8'),
        json,
        broken: broken !== undefined,
        expect,
      };
    }),
  );
}

/** Puts the contents of files where `{{name:base64}}` stands for them. */
async function withFiles(text: string, folder: URL): Promise<string> {
  const names = new Set([...text.matchAll(/\{\{([^{}]+):base64\}\}/g)].map(([, name = '']) => name));
  let filled = text;
  for (const name of names) {
    filled = filled.replaceAll(`{{${name}:base64}}`, (await readFile(new URL(name, folder))).toString('base64'));
  }
  return filled;
}
