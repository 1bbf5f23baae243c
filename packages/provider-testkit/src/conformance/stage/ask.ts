import { inspect } from 'node:util';
import { PlugboardError } from '@plugboard/core';
import type { CreateParams } from '@plugboard/core';
import type { ChatEvent, FinishReason, Usage } from '@plugboard/core/provider';
import type { ExpectedToolCall, Fixture, FixtureRequest } from '../../fixtures/fixture.ts';
import { answerOf } from '../../subject/answer-of.ts';
import { createParamsOf } from '../../subject/create-params.ts';
import type { Stage } from './stage.ts';

/** Changes and additions to the call of a fixture. */
export interface Ask extends Partial<Omit<FixtureRequest, 'messages'>> {
  readonly messages?: CreateParams['messages'] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each event; `stop` leaves the loop. */
  readonly onEvent?: ((count: number) => 'stop' | undefined | Promise<'stop' | undefined>) | undefined;
}

/** How a call ended. */
export interface Outcome {
  /** Copies, made when they came. */
  readonly events: readonly ChatEvent[];
  /** The events themselves. */
  readonly live: readonly ChatEvent[];
  /** The text after all deltas and revisions. */
  readonly text: string;
  readonly finish: FinishReason | undefined;
  readonly usage: Usage | undefined;
  /** The calls, ordered by their index. */
  readonly toolCalls: readonly ExpectedToolCall[];
  readonly error: PlugboardError | undefined;
  readonly warnings: readonly string[];
}

/** The parameters of a fixture's call. */
export function paramsOf(stage: Stage, fixture: Fixture, ask: Ask = {}): CreateParams {
  const { messages, signal: _signal, onEvent: _onEvent, ...changed } = ask;
  const request = { ...fixture.request, ...changed };
  return {
    ...createParamsOf({ ...fixture, request }, stage),
    provider: stage.provider,
    ...(messages !== undefined && { messages }),
  };
}

/** One call, read event by event. */
export async function ask(stage: Stage, fixture: Fixture, set: Ask = {}): Promise<Outcome> {
  const events: ChatEvent[] = [];
  const live: ChatEvent[] = [];
  let error: PlugboardError | undefined;
  const warnings: string[] = [];
  const run = async (): Promise<void> => {
    const params = { ...paramsOf(stage, fixture, set), stream: true } as const;
    const stream = await stage.client.chat.completions.create(params, { signal: set.signal });
    try {
      for await (const event of stream.events) {
        live.push(event);
        events.push(structuredClone(event));
        if ((await set.onEvent?.(events.length)) === 'stop') break;
      }
    } finally {
      warnings.push(...stream.warnings);
      stage.output.push(...warnings);
    }
  };
  stage.service.callBegins();
  try {
    await stage.service.replay.run(run);
  } catch (caught) {
    error = toError(caught);
    stage.output.push(describe(caught));
  } finally {
    stage.service.callEnded();
  }
  const { text, finish, usage, toolCalls = [] } = answerOf(events);
  return { events, live, text, finish, usage, toolCalls, error, warnings };
}

/** An error with everything it carries, as a log would show it. */
export function describe(error: unknown): string {
  return `${inspect(error, { depth: 12, showHidden: true })}\n${error instanceof Error ? String(error.stack) : ''}`;
}

function toError(caught: unknown): PlugboardError {
  if (PlugboardError.isInstance(caught)) return caught;
  return new PlugboardError('protocol_error', `The client threw ${String(caught)}.`);
}
