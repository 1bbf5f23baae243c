import { fault as lastWordsLost } from '../../corpus/faults/stork/last-words-lost.ts';
import { fault as unknownEventThrows } from '../../corpus/faults/crane/unknown-event-throws.ts';
import { storkFixtures } from '../../corpus/wires/stork/fixtures.ts';
import { craneFixtures } from '../../corpus/wires/crane/fixtures.ts';
import { toEvents } from '../fake-session.ts';
import { withParts, type Mutant } from './mutant.ts';

/** Mutants of what a service says on another day. */
export const changedAnswerMutants: readonly Mutant[] = [
  withParts('answering/unknown-finish-reason', ({ toEvents: read }) => ({
    toEvents: (data, http, request) =>
      read(data, http, request).map((event) =>
        event.type === 'finish' && event.reason === 'other' ? { ...event, reason: 'stop' } : event,
      ),
  })),
  // One number is missing, and is told from the other one.
  withParts('answering/usage-counted', () => ({
    toEvents: (data, http, request) => {
      const { usage, ...wire } = JSON.parse(data) as {
        readonly usage?: { readonly in?: number; readonly out?: number };
      };
      const both = usage && { in: usage.in ?? usage.out, out: usage.out ?? usage.in };
      return toEvents(JSON.stringify({ ...wire, usage: both }), http, request);
    },
  })),
  // The made-up service of the other mutants has no event in which words and the end could come at once, and no types.
  { caseId: 'answering/last-content', fixtures: storkFixtures, create: lastWordsLost.create },
  { caseId: 'answering/unknown-event', fixtures: craneFixtures, create: unknownEventThrows.create },
  withParts('answering/any-answer', ({ read }) => ({
    async *read(call, body) {
      for await (const data of read(call, body)) yield data.replace('[DONE]', '');
    },
  })),
  withParts('errors/unreadable-event', () => ({
    toEvents: (data, http, request) => {
      try {
        return toEvents(data, http, request);
      } catch (error) {
        if (error instanceof SyntaxError) return [];
        throw error;
      }
    },
  })),
  withParts('endings/nothing-after', ({ stream, open }) => ({
    async *stream(request, call) {
      yield* stream(request, call);
      const json = { messages: [{ role: 'user', content: 'Give this conversation a title.' }] };
      await open(call.http)
        .json({ phase: 'chat', url: '/title', json })
        .catch(() => undefined);
    },
  })),
];
