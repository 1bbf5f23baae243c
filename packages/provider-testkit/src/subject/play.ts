import { PlugboardError, type ConfiguredProvider, type WirePhase } from '@plugboard/core';
import type { ChatEvent } from '@plugboard/core/provider';
import type { Fixture } from '../fixtures/fixture.ts';
import type { AnswerPlan } from '../replay/answer-steps.ts';
import type { MatchedRequest } from '../replay/start-replay.ts';
import type { Step } from '../server/exchange.ts';
import { stall, status } from '../server/steps.ts';
import { openSession, type Session } from './session.ts';
import type { Change, Played } from './subject.ts';

/** Makes one call through a fresh client: that of the fixture, with the change. See `Subject.play`. */
export async function play(create: () => ConfiguredProvider, fixture: Fixture, change: Change = {}): Promise<Played> {
  const controller = new AbortController();
  const abort = (): void => controller.abort(new Error('aborted by the testkit'));
  const loose = change.parameters !== undefined || change.extra !== undefined;
  await using session = await openSession(create, fixture, {
    pace: change.pace,
    strictness: loose ? 'target' : 'whole',
    reuse: change.answer !== undefined,
    answer: (matched) => changedAnswer(matched, change, abort),
    maxRetries: change.maxRetries ?? repeatsOf(fixture, change),
    parameters: change.parameters,
    extra: change.extra,
  });
  const { replay } = session;
  const events: ChatEvent[] = [];
  const warnings: string[] = [];
  let error: PlugboardError | undefined;
  try {
    if (change.abortAfterEvents === 0) abort();
    await replay.run(() => consume(session, change, { events, warnings, abort, signal: controller.signal }));
  } catch (thrown) {
    if (!PlugboardError.isInstance(thrown)) throw thrown;
    error = thrown;
  }
  await replay.idle();
  const openSockets = replay.busy;
  await session.close();
  // A failed call need not have used all exchanges.
  replay.verify({ unused: error === undefined && !endsEarly(change) });
  return {
    events,
    error,
    thrown: session.exceptions.told,
    requests: [...replay.requests],
    openSockets,
    output: [...session.output, ...warnings],
  };
}

interface Consumer {
  readonly events: ChatEvent[];
  readonly warnings: string[];
  readonly abort: () => void;
  readonly signal: AbortSignal;
}

async function consume({ client, params, replay }: Session, change: Change, into: Consumer): Promise<void> {
  const stream = await client.chat.completions.create({ ...params, stream: true }, { signal: into.signal });
  try {
    if (change.stopAfterEvents === 0) return await stream[Symbol.asyncDispose]();
    for await (const event of stream.events) {
      into.events.push(event);
      if (into.events.length === change.abortAfterEvents) into.abort();
      if (into.events.length === change.stopAfterEvents) break;
    }
  } finally {
    into.warnings.push(...stream.warnings);
  }
  if (replay.unused.some(({ phase }) => phase === 'models')) await client.models.list({ live: true });
}

function changedAnswer(
  { exchange, before }: MatchedRequest,
  change: Change,
  abort: () => void,
): readonly Step[] | AnswerPlan | undefined {
  const { answer } = change;
  if (exchange.phase === change.abortDuring) return [abort, stall()];
  if (answer !== undefined && exchange.phase === answer.phase && before < answer.times) return [refusal(answer)];
  if (exchange.phase !== 'chat' || exchange.response.status >= 300) return undefined;
  return {
    cutAfterBytes: change.cutAfterBytes,
    cutBy: change.cutBy,
    rechunk: change.rechunk,
    // If the response does not end by itself, a connection that the provider leaves open shows.
    hold: change.stopAfterEvents !== undefined || change.abortAfterEvents !== undefined,
  };
}

function refusal({ status: code, body, headers }: NonNullable<Change['answer']>): Step {
  const html = typeof body === 'string' ? { 'content-type': 'text/html' } : {};
  return status(code, body ?? { error: { message: 'refused by the testkit' } }, { ...html, ...headers });
}

const mostRepeats = 2;

/** How many retries the client needs: a recorded refusal that is followed by another request was retried. */
function repeatsOf({ exchanges }: Fixture, { answer }: Change): number {
  const repeated = (phase: WirePhase): number =>
    exchanges
      .filter((exchange) => exchange.phase === phase)
      .slice(0, -1)
      .filter(({ response }) => response.status >= 400).length;
  const recorded = repeated('auth') + repeated('upload') + repeated('chat');
  return Math.min(mostRepeats, Math.max(recorded, answer?.times ?? 0));
}

function endsEarly(change: Change): boolean {
  const { answer, abortAfterEvents, abortDuring, stopAfterEvents, cutAfterBytes } = change;
  return [answer, abortAfterEvents, abortDuring, stopAfterEvents, cutAfterBytes].some((part) => part !== undefined);
}
