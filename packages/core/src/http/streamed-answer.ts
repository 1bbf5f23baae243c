import { PlugboardError } from '../errors/plugboard-error.ts';
import { withRepeatHint } from '../errors/repeat-hint.ts';
import type { Exchange } from './dispatch-exchange.ts';
import type { HttpScope } from './http-scope.ts';
import type { JudgeContext } from './judge-answer.ts';
import { limits } from './limits.ts';
import { PullQueue } from './pull-queue.ts';

/** A stream under way, as the one who fills it sees it. */
export interface StreamedAnswer<T> {
  readonly queue: PullQueue<T>;
  /** Call when the request goes out: from then on the consumer's leaving closes it. */
  started(exchange: Exchange): void;
  /** Called when the consumer holds the stream back, and when it goes on. */
  onPause: (paused: boolean) => void;
}

/** A stream that sends nothing before the first `next`, and whose end on any path closes its request. */
export function streamedAnswer<T>(
  scope: HttpScope,
  open: (stream: StreamedAnswer<T>) => Promise<void>,
): AsyncIterable<T> {
  let exchange: Exchange | undefined;
  let left = false;
  const leave = (): void => exchange?.abort(new PlugboardError('aborted', 'The consumer left the stream.'));
  const queue: PullQueue<T> = new PullQueue<T>(
    {
      open: () => {
        open(stream).catch((error: unknown) => queue.fail(error, scope.signal?.reason !== undefined));
      },
      pause: () => {
        exchange?.pause();
        stream.onPause(true);
      },
      resume: () => {
        exchange?.resume();
        stream.onPause(false);
      },
      awaited: (awaited) => exchange?.hold(awaited),
      close: () => {
        left = true;
        leave();
      },
      drain: () => {
        left = true;
        stream.onPause(true);
        exchange?.drain();
      },
    },
    { items: limits.queuedEvents, size: limits.queued },
    () => scope.signal?.reason,
  );
  const stream: StreamedAnswer<T> = {
    queue,
    onPause: () => {},
    started(begun) {
      exchange = begun;
      if (left) throw new PlugboardError('aborted', 'The consumer left the stream.');
    },
  };
  return queue;
}

/** More than a whole stream may have. */
export function streamTooLong({ scope, phase, host }: JudgeContext): PlugboardError {
  const message = `${scope.provider}: ${host} sent more than 256 MiB in one stream.`;
  return withRepeatHint(new PlugboardError('limit_exceeded', message, { phase }), 'never');
}
