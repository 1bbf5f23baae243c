import { PlugboardError } from '../errors/plugboard-error.ts';
import type { ServerSentEvent } from '../http/http.ts';
import { wireChunkFrom, type WireChunk } from './wire-chunk.ts';

/** What an event says; `undefined` for one that says nothing. Throws `protocol_error` for data that is no JSON. */
export function chunkOf({ event, data }: ServerSentEvent): WireChunk | undefined {
  if (event !== 'error') return wireChunkFrom(parse(data));
  const value = tryParse(data) ?? data;
  const chunk = wireChunkFrom(value);
  return chunk?.error === undefined ? wireChunkFrom({ error: value }) : chunk;
}

function tryParse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

function parse(data: string): unknown {
  const value = tryParse(data);
  if (value !== undefined) return value;
  // Nothing of the data is quoted: it is the service's, and may be anything.
  throw new PlugboardError(
    'protocol_error',
    `The service sent an event of ${data.length} characters that is not JSON.`,
    { phase: 'chat' },
  );
}
