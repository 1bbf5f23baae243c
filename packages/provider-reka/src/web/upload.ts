import { isReportedFailure, PlugboardError, type Http } from '@plugboard/core/provider';
import { fieldOf, isJsonObject } from '../json-fields.ts';

/**
 * The address of an uploaded file. Both `media_url` and `image_url` have been in use; the value is passed on byte for byte
 * (it holds a literal `|`, which a URL parser would rewrite) and is never fetched.
 * Throws what `http.failure` makes of an error object, else `protocol_error`.
 */
export function uploadedUrlFrom(body: unknown, http: Http): string {
  if (!isJsonObject(body)) throw isReportedFailure(body) ? http.failure('upload', body) : refusal('is no JSON object');
  const url = fieldOf(body, 'media_url') ?? fieldOf(body, 'image_url') ?? fieldOf(body, 'url');
  if (url === undefined || url === null) {
    if (isReportedFailure(body)) throw http.failure('upload', body);
    throw refusal('names no address (media_url or image_url)');
  }
  if (typeof url !== 'string') throw refusal('has an address that is no string');
  if (!/^https?:\/\/[^\s\p{Cc}]+$/iu.test(url)) throw refusal('has an address that is no absolute http(s) URL');
  return url;
}

function refusal(what: string): PlugboardError {
  return new PlugboardError(
    'protocol_error',
    `Reka accepted the upload, but its answer ${what}. The service may have changed its protocol.`,
    { phase: 'upload' },
  );
}
