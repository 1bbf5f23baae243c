import { PlugboardError } from '../../errors/plugboard-error.ts';
import { isMedia, mediaPart, mediaPieces } from '../../media/media-part.ts';
import type { HttpRequest } from '../../contract/http.ts';
import type { RequestBody } from './request-body.ts';

/**
 * A body that is sent as it is.
 *
 * @throws PlugboardError `input_invalid` for a media whose type is no MIME type, and for a value of another kind.
 */
export function plainBody(body: HttpRequest['body']): RequestBody {
  if (body instanceof URLSearchParams) {
    const text = body.toString();
    return { contentType: 'application/x-www-form-urlencoded;charset=UTF-8', length: text.length, open: () => text };
  }
  if (typeof body === 'string') {
    return { contentType: 'text/plain;charset=UTF-8', length: Buffer.byteLength(body), open: () => body };
  }
  if (body instanceof Uint8Array) {
    return { contentType: 'application/octet-stream', length: body.byteLength, open: () => body };
  }
  if (isMedia(body)) {
    const part = mediaPart(body);
    return { contentType: part.type, length: part.size, open: (reuse = false) => mediaPieces(part, reuse) };
  }
  throw new PlugboardError(
    'input_invalid',
    'The body of a request must be URLSearchParams, text, a Uint8Array or a Media. Give JSON as json, and a multipart form as form.',
  );
}
