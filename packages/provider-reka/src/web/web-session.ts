import {
  mapEvents,
  PlugboardError,
  type Http,
  type HttpDefaults,
  type Provider,
  type ProviderHost,
} from '@plugboard/core/provider';
import { callOptionTypes } from '../call-options.ts';
import { classifyFailure } from '../classify.ts';
import { AnswerReader } from './answer-reader.ts';
import { toChatBody, webExtra } from './chat-body.ts';
import { sessionCredential, type SessionOptions } from './session.ts';
import { uploadedUrlFrom } from './upload.ts';

/** Options of the web session; see `RekaOptions`. */
export interface WebSessionOptions extends SessionOptions {
  readonly mediaOnFirstTurn?: boolean | undefined;
}

/** The session of a browser is not made for many calls at once. */
const concurrentCalls = 8;

/** The provider for a saved browser session: cookie, bearer token, upload, and then a chat as a stream of cumulative text. */
export function createWebSession(options: WebSessionOptions, origin: URL, host: ProviderHost): Provider {
  const credential = sessionCredential(options, origin, host);
  const classify: HttpDefaults['classify'] = (failure) => classifyFailure(failure, host.now());
  const open = (http: Http): Http => {
    const { headers, token } = credential();
    return http.with({ baseUrl: origin, headers, token, classify });
  };

  return {
    accepts: {
      parameters: ['seed'],
      extra: webExtra,
      extraTypes: callOptionTypes,
      remoteMedia: false,
      mediaPerTurn: 1,
      // All of them would be sent with the first turn, which may have one.
      mediaPerRequest: options.mediaOnFirstTurn === true ? 1 : undefined,
    },
    maxConcurrent: options.cookies === undefined ? undefined : concurrentCalls,

    async upload(media, call) {
      if (media.kind === 'audio') {
        throw new PlugboardError(
          'unsupported',
          "Reka's web session accepts images, videos and PDF files, but not audio.",
          {
            phase: 'upload',
          },
        );
      }
      const http = open(call.http);
      return {
        url: uploadedUrlFrom(
          await http.json({ phase: 'upload', url: '/api/upload-image', form: { image: media } }),
          http,
        ),
      };
    },

    stream(request, call) {
      const json = toChatBody(request, options);
      const http = open(call.http);
      const answer = new AnswerReader({
        failure: (body) => http.failure('chat', body),
        warn: (message) => call.warn(message),
        note: (message) => host.log.debug(message),
      });
      return mapEvents(
        http.events({ phase: 'chat', url: '/api/chat', json }),
        (event, end) => answer.read(event, end),
        () => answer.rest(),
      );
    },
  };
}
