import type { ChatRequest, ContentPart, Media } from '@plugboard/core/provider';
import { toBody } from '../fake-session.ts';
import { withParts, type Mutant } from './mutant.ts';

/** Sends other messages than it was given. */
export const messagesChanged = (
  caseId: string,
  change: (messages: ChatRequest['messages']) => ChatRequest['messages'],
): Mutant =>
  withParts(caseId, () => ({ body: (request) => toBody({ ...request, messages: change(request.messages) }) }));

/** Uploads another file than it was given. */
export const changingMedia = (caseId: string, change: (media: Media) => Media): Mutant =>
  withParts(caseId, ({ upload }) => ({
    upload: async (media, call) => (await upload?.(change(media), call)) ?? { url: '' },
  }));

/** Sends other parts than it was given. */
export const changingContent = (
  caseId: string,
  change: (content: readonly ContentPart[], index: number, all: ChatRequest['messages']) => readonly ContentPart[],
): Mutant =>
  withParts(caseId, () => ({
    body: (request) =>
      toBody({
        ...request,
        messages: request.messages.map((message, index, all) => ({
          ...message,
          content: change(message.content, index, all),
        })),
      }),
  }));
