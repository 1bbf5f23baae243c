import { toBody } from '../fake-session.ts';
import { messagesChanged } from './changing.ts';
import { mutant, withParts, type Mutant } from './mutant.ts';

/** Mutants of what becomes of prompts. */
export const promptMutants: readonly Mutant[] = [
  messagesChanged('answering/long-history', (messages) => messages.slice(-20)),
  messagesChanged('answering/several-system-messages', (messages) => {
    const first = messages.findIndex(({ role }) => role !== 'system');
    return messages.filter(({ role }, index) => role !== 'system' || index < first);
  }),
  messagesChanged('answering/white-space', (messages) =>
    messages.map((message) => ({
      ...message,
      content: message.content.map((part) => (part.type === 'text' ? { ...part, text: part.text.trim() } : part)),
    })),
  ),
  // The parts of a message become one text, with a line end between them.
  messagesChanged('answering/white-space', (messages) =>
    messages.map((message) => {
      const texts = message.content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
      const files = message.content.filter(({ type }) => type !== 'text');
      return files.length > 0 ? message : { ...message, content: [{ type: 'text', text: texts.join('\n') }] };
    }),
  ),
  // A field that the provider declares stays behind.
  withParts('accepts/message-fields', ({ accepts }) => ({ accepts: { ...accepts, messageFields: ['name'] } })),
  mutant('accepts/of-models', {
    definition: {
      models: [
        { id: 'fake-one', aliases: ['one'], input: ['image', 'pdf'] },
        { id: 'fake-two', accepts: { parameters: ['top_k'] } },
        { id: 'fake-*' },
      ],
    },
    parts: () => ({
      body: ({ parameters: { top_k: _left, ...parameters }, ...request }) => toBody({ ...request, parameters }),
    }),
  }),
  withParts('answering/every-model', () => ({
    body: (request) => toBody({ ...request, model: request.model.toLowerCase() }),
  })),
];
