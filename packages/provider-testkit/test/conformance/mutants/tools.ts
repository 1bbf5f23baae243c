import type { ChatEvent, ChatRequest, ResponseFormat, Tool } from '@plugboard/core/provider';
import { fakeFixtures, fakePlainFixtures } from '../fake-fixtures.ts';
import { toBody } from '../fake-session.ts';
import { Everything } from './everything.ts';
import { readWith } from './readers.ts';
import { withDefinition, withParts, type Mutant } from './mutant.ts';

type Piece = Extract<ChatEvent, { type: 'tool-call-delta' }>;

const asking = (caseId: string, change: (request: ChatRequest) => Partial<ChatRequest>): Mutant =>
  withParts(caseId, () => ({ body: (request) => toBody({ ...request, ...change(request) }) }));

/** The pieces of calls changed, with what a stream may keep of them. */
const calling = (caseId: string, fresh: () => (piece: Piece, request: ChatRequest) => Piece): Mutant =>
  withParts(caseId, ({ stream }) => ({
    async *stream(request, call) {
      const change = fresh();
      for await (const event of stream(request, call)) {
        yield event.type === 'tool-call-delta' ? change(event, request) : event;
      }
    },
  }));

const withoutLimits = ({ function: { parameters, ...declared }, ...tool }: Tool): Tool => {
  const { additionalProperties: _limit, ...schema } = parameters ?? {};
  return { ...tool, function: { ...declared, ...(parameters !== undefined && { parameters: schema }) } };
};

const formOf = (form: ResponseFormat | undefined, type: ResponseFormat['type']): ResponseFormat | undefined => {
  if (form?.type !== type) return form;
  return type === 'json_schema' ? { type: 'json_schema', json_schema: { name: 'any' } } : undefined;
};

const plain = { parameters: ['temperature'], extra: ['tone'], remoteMedia: true } as const;

/** Mutants of the groups tools and formats. */
export const toolMutants: readonly Mutant[] = [
  withDefinition(
    'fixtures/tools',
    {},
    fakeFixtures.filter(({ request }) => request.tools === undefined),
  ),
  withDefinition(
    'fixtures/formats',
    {},
    fakeFixtures.filter(({ name }) => name !== 'any-json'),
  ),

  asking('tools/arrive', ({ tools }) => ({ tools: tools?.map(withoutLimits) })),
  asking('tools/choice', ({ tool_choice: choice }) => ({ tool_choice: choice === 'required' ? 'auto' : choice })),
  asking('tools/history', ({ messages }) => ({
    messages: messages.map((message) => (message.content.length > 0 ? { ...message, tool_calls: undefined } : message)),
  })),
  asking('tools/results', ({ messages }) => {
    // Results are taken for those of the calls in their order.
    const ids = messages.flatMap(({ tool_calls: calls = [] }) => calls.map(({ id }) => id));
    return {
      messages: messages.map((message) =>
        message.role === 'tool' ? { ...message, tool_call_id: ids.shift() ?? '' } : message,
      ),
    };
  }),
  asking('tools/text-beside-calls', ({ messages }) => ({
    messages: messages.map((message) => (message.tool_calls === undefined ? message : { ...message, content: [] })),
  })),
  asking('tools/result-parts', ({ messages }) => ({
    messages: messages.map((message) =>
      message.role === 'tool' ? { ...message, content: message.content.slice(0, 1) } : message,
    ),
  })),
  asking('tools/empty-arguments', ({ messages }) => {
    for (const { tool_calls: calls = [] } of messages)
      for (const { function: called } of calls) JSON.parse(called.arguments);
    return {};
  }),
  withParts(
    'tools/not-declared',
    ({ stream }) => {
      let answered = false;
      const accepts = Object.defineProperty({ ...plain }, 'tools', { enumerable: true, get: () => !answered });
      return {
        accepts,
        stream(request, call) {
          answered = true;
          return stream(request, call);
        },
      };
    },
    fakePlainFixtures,
  ),

  calling('tools/events', () => (piece) => ({ ...piece, index: piece.index + 1 })),
  calling('tools/calls', () => (piece) => ({ ...piece, arguments: piece.arguments?.trimStart() })),
  calling('tools/parallel', () => {
    let last = 0;
    return (piece) => {
      if (piece.name !== undefined) last = piece.index;
      return { ...piece, index: last };
    };
  }),
  calling(
    'tools/ids-kept',
    () => (piece) => (piece.name === undefined || piece.id?.startsWith('made') ? piece : { ...piece, id: 'mine' }),
  ),
  calling(
    'tools/ids-made',
    () => (piece) => (piece.id?.startsWith('made') ? { ...piece, id: `made-${piece.index + 1}` } : piece),
  ),
  withParts('tools/finish-reason', ({ stream }) => ({
    async *stream(request, call) {
      for await (const event of stream(request, call)) {
        yield event.type === 'finish' && event.reason === 'tool-calls' ? { ...event, reason: 'stop' } : event;
      }
    },
  })),
  withParts('tools/views-agree', ({ stream }) => {
    let answers = 0;
    return {
      async *stream(request, call) {
        // From the third answer on, numbers go on from the one before.
        const before = Math.max(0, answers - 1);
        answers += 1;
        for await (const event of stream(request, call)) {
          yield event.type === 'tool-call-delta' ? { ...event, index: event.index + before } : event;
        }
      },
    };
  }),
  withParts('tools/any-edges', (parts) => ({
    // A space that comes alone is lost, once a call has begun.
    read: (call, body) =>
      readWith({ piece: (text, all) => (text === ' ' && all.includes('"call"') ? '' : text) }, parts, call, body),
  })),
  withParts('tools/truncated', ({ stream }) => ({
    async *stream(request, call) {
      let called = false;
      try {
        for await (const event of stream(request, call)) {
          called ||= event.type === 'tool-call-delta';
          yield event;
          if (event.type === 'finish') return;
        }
      } catch (error) {
        // A connection that breaks behind the call is taken for its end.
        if (!called) throw error;
      }
      if (called) yield { type: 'finish', reason: 'tool-calls' };
    },
  })),

  asking('formats/schema', ({ response_format: form }) => ({ response_format: formOf(form, 'json_schema') })),
  asking('formats/json-object', ({ response_format: form }) => ({ response_format: formOf(form, 'json_object') })),
  withParts(
    'formats/not-declared',
    ({ accepts }) => ({ accepts: { ...accepts, responseFormat: new Everything('json_schema') } }),
    fakeFixtures,
  ),
];
