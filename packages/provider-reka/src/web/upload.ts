import { type Http, isJsonObject, isReportedFailure, PlugboardError } from '@plugboard/core/provider';
import { fieldOf } from '../json-fields.ts';

/**
 * The address of an uploaded file. The service has used both `media_url` and `image_url`. The value is never fetched, and it is
 * passed on byte for byte, because it contains a literal `|` that a URL parser would rewrite.
 * Throws the error of `http.failure` for an error object, otherwise `protocol_error`.
 */
export function uploadedUrlFrom(body: unknown, http: Http): string {
  if (!isJsonObject(body))
    throw isReportedFailure(body) ? http.failure('upload', body) : refusal('is not a JSON object');
  const url = fieldOf(body, 'media_url') ?? fieldOf(body, 'image_url') ?? fieldOf(body, 'url');
  if (url === undefined || url === null) {
    if (isReportedFailure(body)) throw http.failure('upload', body);
    throw refusal('contains no address (media_url or image_url)');
  }
  if (typeof url !== 'string') throw refusal('contains an address that is not a string');
  if (!/^https?:\/\/[^\s\p{Cc}]+$/iu.test(url))
    throw refusal('contains an address that is not an absolute http(s) URL');
  return url;
}

function refusal(what: string): PlugboardError {
  return new PlugboardError(
    'protocol_error',
    `Reka accepted the upload, but its response ${what}. The service may have changed its protocol.`,
    { phase: 'upload' },
  );
}
