import { sampleFile } from '../../../src/conformance/stage/sample-file.ts';
import type { Tool, ToolCall } from '@plugboard/core/provider';
import type { Exchange, ExchangeResponse, Fixture, FixtureFiles } from '../../../src/fixtures/fixture.ts';

/** A body in pieces, with the name of its file. */
export interface Body {
  readonly file: string;
  readonly text: string;
  readonly chunks: readonly (readonly [afterMs: number, bytes: number])[];
}

function body(file: string, pieces: readonly string[]): Body {
  return { file, text: pieces.join(''), chunks: pieces.map((piece) => [0, Buffer.byteLength(piece)]) };
}

/** Server-sent events, one a piece; a pair has a name. */
export function sse(...events: readonly (object | string | readonly [event: string, data: object])[]): Body {
  const lines = events.map((event) => {
    if (typeof event === 'string') return `data: ${event}\n\n`;
    if (!Array.isArray(event)) return `data: ${JSON.stringify(event)}\n\n`;
    const [name, data]: readonly unknown[] = event;
    return `event: ${String(name)}\ndata: ${JSON.stringify(data)}\n\n`;
  });
  return body('answer.sse', lines);
}

/** JSON by lines, one a piece. */
export function ndjson(...values: readonly object[]): Body {
  return body(
    'answer.ndjson',
    values.map((value) => `${JSON.stringify(value)}\n`),
  );
}

/** A body as a good answer. */
export function answered({ file, chunks }: Body, type: string): ExchangeResponse {
  return { status: 200, headers: { 'content-type': type }, file, chunks };
}

/** What a fixture is made of, besides what all of a wire share. */
export interface Parts {
  readonly name: string;
  readonly request: Fixture['request'];
  readonly exchanges: readonly Exchange[];
  readonly expect: Fixture['expect'];
  readonly body?: Body | undefined;
}

/** A fixture of a made-up service. */
export function made({ body: answer, ...parts }: Parts): Fixture {
  const files: FixtureFiles = {
    'cat.png': sampleFile('image', 'cat'),
    'dog.png': sampleFile('image', 'dog'),
    'paper.pdf': sampleFile('pdf', 'paper'),
    ...(answer !== undefined && { [answer.file]: answer.text }),
  };
  const from = 'a made-up service, like those of today';
  return { format: 1, source: { kind: 'transcribed', at: '2026-11-20', from }, files, ...parts };
}

/** A function that takes a city. */
export function tool(name: string): Tool {
  const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
  return { type: 'function', function: { name, description: `The ${name} of a city.`, parameters } };
}

export function toolCall(id: string, name: string, args: string): ToolCall {
  return { id, type: 'function', function: { name, arguments: args } };
}
