import type { PlugboardError } from '../../errors/plugboard-error.ts';
import { mediaType } from '../answer.ts';
import { collectSome } from '../collect-body.ts';
import { judgeInBand } from './judge-answer.ts';
import { limits } from '../limits.ts';
import type { OpenAnswer } from '../open-answer.ts';
import { isReportedFailure } from '../../errors/reported-failure.ts';
import { judgeWrongType } from './wrong-answer.ts';

/** Refuses an answer for its content type. Plain text is read: many servers write their failures as such, JSON or not. */
export async function refuseType(opened: OpenAnswer, expected: string): Promise<PlugboardError> {
  const { answer, exchange, context } = opened;
  if (mediaType(answer) !== 'text/plain') return opened.refuse(judgeWrongType(answer, expected, context));
  const { scope } = context;
  const withinMs = Math.min(limits.errorBodyMs, scope.timeouts.idle);
  const bytes = await collectSome(exchange, limits.errorBody, withinMs, scope.clock);
  if (scope.signal?.reason !== undefined) return scope.signal.reason;
  const text = bytes.toString('utf8').trim();
  const failure = failureIn(text);
  if (failure !== undefined) return judgeInBand(failure, undefined, context);
  return judgeWrongType(answer, expected, context, text === '' ? undefined : text);
}

function failureIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isReportedFailure(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
