import { pairsOf } from '../util/pairs.ts';
import type { PlugboardError } from '../errors/plugboard-error.ts';
import { mediaType } from './response.ts';
import type { BodySink } from './exchange.ts';
import type { HttpRequest } from '../contract/http.ts';
import type { HttpSettings } from './http-scope.ts';
import { IdleTimer } from '../stream/timers.ts';
import { isChallenge, wrongTypeError } from './error/unexpected-response.ts';
import { slow } from './read-response.ts';
import { limits } from './limits.ts';
import { openResponse } from './open-response.ts';
import { streamedResponse, streamTooLong } from './streamed-response.ts';

/** The raw body of one answer in pieces. Nothing is sent before the first `next`. */
export function byteStream(request: HttpRequest, settings: HttpSettings): AsyncIterable<Uint8Array> {
  const { scope } = settings;
  return streamedResponse<Uint8Array>(scope, async (stream) => {
    const { queue } = stream;
    const opened = await openResponse(request, '*/*', settings, stream);
    const { response, exchange, context } = opened;
    if (isChallenge(response) || (mediaType(response) === 'text/html' && !asksForHtml(request))) {
      throw opened.refuse(wrongTypeError(response, 'data', context));
    }
    const timer = new IdleTimer(scope.clock, scope.timeouts.idle, () => exchange.abort(slow(context)));
    // Until the first piece a model may think, and the timers of its stream know how long.
    const waitsForModel = request.phase === 'chat' && scope.activity !== undefined;
    // A consumer that takes its time is no idle service.
    stream.onPause = (paused) => (paused ? timer.stop() : timer.start());
    let bytes = 0;
    const sink: BodySink & { delivered: boolean } = {
      delivered: false,
      data(chunk) {
        bytes += chunk.length;
        if (waitsForModel && !sink.delivered) timer.start();
        else timer.touch();
        if (bytes > limits.stream) {
          exchange.abort(streamTooLong(context));
          return;
        }
        sink.delivered = true;
        queue.push(chunk, chunk.length);
      },
      end() {
        timer.stop();
        queue.end();
      },
      fail(error: PlugboardError, dropWaiting: boolean) {
        timer.stop();
        queue.fail(error, dropWaiting);
      },
    };
    if (!waitsForModel) timer.start();
    exchange.read(sink);
  });
}

function asksForHtml({ headers }: HttpRequest): boolean {
  return (pairsOf(headers) ?? []).some(
    ([name, value]) => name.toLowerCase() === 'accept' && String(value).includes('text/html'),
  );
}
