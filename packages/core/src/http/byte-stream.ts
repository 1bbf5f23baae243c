import type { PlugboardError } from '../errors/plugboard-error.ts';
import { mediaType } from './answer.ts';
import type { BodySink } from './dispatch-exchange.ts';
import type { HttpRequest } from '../contract/http.ts';
import type { HttpSettings } from './http-settings.ts';
import { IdleTimer } from '../stream/idle-timer.ts';
import { isChallenge, judgeWrongType } from './error/wrong-answer.ts';
import { slow } from './json-answer.ts';
import { limits } from './limits.ts';
import { openAnswer } from './open-answer.ts';
import { streamedAnswer, streamTooLong } from './streamed-answer.ts';

/** The raw body of one answer in pieces. Nothing is sent before the first `next`. */
export function byteStream(request: HttpRequest, settings: HttpSettings): AsyncIterable<Uint8Array> {
  const { scope } = settings;
  return streamedAnswer<Uint8Array>(scope, async (stream) => {
    const { queue } = stream;
    const opened = await openAnswer(request, '*/*', settings, stream);
    const { answer, exchange, context } = opened;
    if (isChallenge(answer) || (mediaType(answer) === 'text/html' && !asksForHtml(request))) {
      throw opened.refuse(judgeWrongType(answer, 'data', context));
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

function asksForHtml({ headers = {} }: HttpRequest): boolean {
  return Object.entries(headers).some(
    ([name, value]) => name.toLowerCase() === 'accept' && value.includes('text/html'),
  );
}
