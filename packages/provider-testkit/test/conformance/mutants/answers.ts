import type { ChatEvent, ChatRequest, PlugboardError } from '@plugboard/core/provider';
import { toBody } from '../fake-session.ts';
import { messagesChanged } from './changing.ts';
import { withParts, type Mutant } from './mutant.ts';

const hasImage = ({ messages }: ChatRequest): boolean =>
  messages.some(({ content }) => content.some(({ type }) => type === 'image'));

/** Events one by one, each replaced by none, one or several. */
async function* mapped(
  events: AsyncIterable<ChatEvent>,
  map: (event: ChatEvent) => readonly ChatEvent[],
): AsyncGenerator<ChatEvent> {
  for await (const event of events) yield* map(event);
}

const mapping = (caseId: string, map: (event: ChatEvent) => readonly ChatEvent[]): Mutant =>
  withParts(caseId, ({ stream }) => ({ stream: (request, call) => mapped(stream(request, call), map) }));

const extraText = { type: 'text-delta', text: '!' } as const;

/** Mutants of the groups answering and endings. */
export const answerMutants: readonly Mutant[] = [
  mapping('answering/known-events', (event) =>
    event.type === 'finish' ? [{ type: 'ping' } as never, event] : [event],
  ),
  mapping('answering/text', (event) => [event.type === 'text-delta' ? { ...event, text: event.text.trim() } : event]),
  mapping('answering/finish-reason', (event) => [
    event.type === 'finish' && event.reason === 'length' ? { ...event, reason: 'stop' } : event,
  ]),
  mapping('answering/usage', (event) => [event.type === 'finish' ? { ...event, usage: undefined } : event]),
  mapping('answering/events', (event) => (event.type === 'source' ? [] : [event])),
  mapping('answering/one-finish', (event) => (event.type === 'finish' ? [event, event] : [event])),
  mapping('answering/finish-is-last', (event) => (event.type === 'finish' ? [event, extraText] : [event])),
  withParts('answering/views-agree', ({ stream }) => ({
    async *stream(request, call) {
      let text = '';
      for await (const event of stream(request, call)) {
        if (event.type === 'text-delta') text += event.text;
        if (event.type === 'finish' && hasImage(request)) yield { type: 'text-revised', text };
        yield event;
      }
    },
  })),
  withParts('answering/events-are-kept', ({ stream }) => ({
    async *stream(request, call) {
      const reused = { type: 'text-delta' as const, text: '' };
      for await (const event of stream(request, call)) {
        yield event.type === 'text-delta' ? Object.assign(reused, { text: event.text }) : event;
      }
    },
  })),
  withParts('answering/slow-reader', ({ stream }) => ({
    async *stream(request, call) {
      // Reads ahead, and forgets what nobody took in time.
      const queue: ChatEvent[] = [];
      const state: { over: boolean; failure?: { readonly error: unknown } } = { over: false };
      const pump = async (): Promise<void> => {
        try {
          for await (const event of stream(request, call)) {
            queue.push(event);
            if (queue.length > 4) queue.shift();
            await new Promise((resolve) => setImmediate(resolve));
          }
          state.over = true;
        } catch (error) {
          state.failure = { error };
        }
      };
      void pump();
      for (;;) {
        const event = queue.shift();
        if (event !== undefined) yield event;
        else if (state.over) return;
        else if (state.failure !== undefined) throw state.failure.error;
        else await new Promise((resolve) => setImmediate(resolve));
      }
    },
  })),
  withParts('answering/as-it-arrives', ({ stream }) => ({
    async *stream(request, call) {
      // The first word at once, the rest when all of it is there.
      const rest: ChatEvent[] = [];
      let begun = false;
      for await (const event of stream(request, call)) {
        if (begun) rest.push(event);
        else yield event;
        begun = true;
      }
      yield* rest;
    },
  })),
  messagesChanged('answering/history', (messages) => messages.slice(-1)),
  messagesChanged('answering/roles', (messages) =>
    messages.map((message) => (message.role === 'assistant' ? { ...message, role: 'user' } : message)),
  ),
  messagesChanged('answering/parts', (messages) =>
    messages.map((message) => ({ ...message, content: message.content.toReversed() })),
  ),
  messagesChanged('answering/system-message', (messages) => messages.filter(({ role }) => role !== 'system')),
  messagesChanged('answering/any-text', (messages) =>
    messages.map((message) => ({
      ...message,
      content: message.content.map((part) =>
        part.type === 'text' ? { ...part, text: part.text.replaceAll(/[^ -~]/g, '?') } : part,
      ),
    })),
  ),
  withParts('answering/every-model', () => ({ body: (request) => toBody({ ...request, model: 'default' }) })),
  // The one of the fixtures, whatever is asked for.
  withParts('answering/every-model', () => ({ body: (request) => toBody({ ...request, model: 'fake-one' }) })),

  withParts('endings/cut-off', ({ stream }) => ({
    async *stream(request, call) {
      let content = false;
      for await (const event of stream(request, call)) {
        content = true;
        yield event;
        if (event.type === 'finish') return;
      }
      if (content) yield { type: 'finish', reason: 'stop' };
    },
  })),
  // A body that ends in the middle of an event has no cause, and belongs to `endings/cut-off`.
  swallowing('endings/connection-closed', ({ cause }) => cause !== undefined),
  swallowing('endings/connection-reset', ({ cause }) => Reflect.get(Object(cause), 'code') === 'ECONNRESET'),
  withParts('endings/truncated', ({ stream }) => ({
    async *stream(request, call) {
      let content = false;
      try {
        for await (const event of stream(request, call)) {
          content = true;
          yield event;
        }
      } catch (error) {
        // A wrapper with the error as its cause would keep its code.
        if (content && isConnection(error)) throw broke();
        throw error;
      }
    },
  })),
  withParts('endings/stays-open', ({ read }) => ({
    async *read(call, body) {
      let last = '';
      for await (const data of read(call, body)) {
        if (data.includes('"end"')) last = data;
        else yield data;
      }
      if (last !== '') yield last;
    },
  })),
];

function swallowing(caseId: string, which: (error: PlugboardError) => boolean): Mutant {
  return withParts(caseId, ({ stream }) => ({
    async *stream(request, call) {
      let content = false;
      try {
        for await (const event of stream(request, call)) {
          content = true;
          yield event;
        }
      } catch (error) {
        if (!content || !isConnection(error) || !which(error)) throw error;
        yield { type: 'finish', reason: 'stop' };
      }
    },
  }));
}

function isConnection(error: unknown): error is PlugboardError {
  const code: unknown = Reflect.get(Object(error), 'code');
  return code === 'connection_failed' || code === 'stream_truncated' || code === 'protocol_error';
}

function broke(): Error {
  return new Error('it broke');
}
