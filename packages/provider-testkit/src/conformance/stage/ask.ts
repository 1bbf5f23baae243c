import { inspect } from 'node:util';
import { PlugboardError } from '@plugboard/core';
import type { CreateParams, MessagePart } from '@plugboard/core';
import type { ChatEvent, ChatParameters, FinishReason, MediaKind, Usage } from '@plugboard/core/provider';
import { fileBytes } from '../../fixtures/fixture-files.ts';
import type { Fixture, FixtureMessage, FixturePart } from '../../fixtures/fixture.ts';
import type { Stage } from './stage.ts';

/** What a call says beyond its fixture. */
export interface Ask {
  readonly model?: string | undefined;
  readonly messages?: CreateParams['messages'] | undefined;
  readonly parameters?: ChatParameters | undefined;
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
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
  /** The text as deltas and revisions leave it. */
  readonly text: string;
  readonly finish: FinishReason | undefined;
  readonly usage: Usage | undefined;
  readonly error: PlugboardError | undefined;
}

/** The parameters of the call that a fixture stands for. */
export function paramsOf(stage: Stage, fixture: Fixture, ask: Ask = {}): CreateParams {
  const { request } = fixture;
  const extra = ask.extra ?? request.extra;
  return {
    model: ask.model ?? request.model,
    messages: ask.messages ?? request.messages.map((message) => toMessage(message, fixture)),
    provider: stage.provider,
    ...(ask.parameters ?? request.parameters),
    ...(extra !== undefined && { provider_options: { [stage.plugin]: extra } }),
  };
}

/** One call, read event by event. */
export async function ask(stage: Stage, fixture: Fixture, set: Ask = {}): Promise<Outcome> {
  const events: ChatEvent[] = [];
  const live: ChatEvent[] = [];
  let error: PlugboardError | undefined;
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
      stage.output.push(...stream.warnings);
    }
  };
  try {
    await stage.service.replay.run(run);
  } catch (caught) {
    error = toError(caught);
    stage.output.push(describe(caught));
  }
  const finish = events.find((event) => event.type === 'finish');
  return { events, live, text: textOf(events), finish: finish?.reason, usage: finish?.usage, error };
}

/** The text as deltas and revisions leave it. */
export function textOf(events: readonly ChatEvent[]): string {
  return events.reduce((text, event) => {
    if (event.type === 'text-delta') return text + event.text;
    return event.type === 'text-revised' ? event.text : text;
  }, '');
}

/** An error with all that it carries along, as a log would show it. */
export function describe(error: unknown): string {
  return `${inspect(error, { depth: 12, showHidden: true })}\n${error instanceof Error ? String(error.stack) : ''}`;
}

function toError(caught: unknown): PlugboardError {
  if (PlugboardError.isInstance(caught)) return caught;
  return new PlugboardError('protocol_error', `The client threw ${String(caught)}.`);
}

function toMessage({ role, content }: FixtureMessage, fixture: Fixture): CreateParams['messages'][number] {
  return { role, content: typeof content === 'string' ? content : content.map((part) => toPart(part, fixture)) };
}

function toPart(part: FixturePart, fixture: Fixture): MessagePart {
  if (part.type === 'text') return part;
  return mediaPart(part.type, new File([fileBytes(fixture, part.file)], part.file));
}

/** A part of a message for a file of a kind. */
export function mediaPart(kind: MediaKind, url: File | string): MessagePart {
  switch (kind) {
    case 'image':
      return { type: 'image_url', image_url: { url } };
    case 'video':
      return { type: 'video_url', video_url: { url } };
    case 'audio':
      return { type: 'audio_url', audio_url: { url } };
    case 'pdf':
      return { type: 'pdf_url', pdf_url: { url } };
  }
}
