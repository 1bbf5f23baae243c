import type { RequestBody } from './request-body.ts';

/** A JSON request body. */
export function jsonBody(value: unknown): RequestBody {
  const text = JSON.stringify(value);
  return { contentType: 'application/json', length: Buffer.byteLength(text), open: () => text };
}
