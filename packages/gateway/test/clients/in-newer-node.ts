// Runs in a newer Node, as it is: asks with the clients that need one, and tells the process that started it what came of it.
import * as ai7 from 'ai7';
import * as openaiCompatible from 'ai7-openai-compatible';
import type OpenAI6 from 'openai';
import OpenAI7 from 'openai7';
import type { Asked, OtherClient, Reply, Target } from './other-client.ts';
import { withAi, type AiSdk } from './with-ai.ts';
import { withOpenAI } from './with-openai.ts';

/** A client that needs a newer Node. */
export type NewerClient = 'openai 7' | 'ai 7';

/** What is to be done. */
export type ToNewerNode =
  | {
      readonly kind: 'ask';
      readonly id: number;
      readonly client: NewerClient;
      readonly target: Target;
      readonly asked: Omit<Asked, 'signal'>;
      readonly stream: boolean;
    }
  | { readonly kind: 'leave'; readonly id: number };

/** What came of it. */
export type FromNewerNode =
  | { readonly kind: 'text'; readonly id: number }
  | { readonly kind: 'reply'; readonly id: number; readonly reply: Reply }
  | { readonly kind: 'error'; readonly id: number; readonly text: string; readonly status: unknown };

// The same methods as those of the versions before, under declarations of their own.
const clients: { readonly [Name in NewerClient]: (target: Target) => OtherClient } = {
  'openai 7': ({ model, ...options }) =>
    withOpenAI(new OpenAI7({ ...options, maxRetries: 0 }) as unknown as OpenAI6, model),
  'ai 7': (target) => withAi({ ...ai7, ...openaiCompatible } as unknown as AiSdk, target),
};

const open = new Map<number, AbortController>();

async function answer(question: Extract<ToNewerNode, { readonly kind: 'ask' }>): Promise<void> {
  const { id, client: name, target, stream } = question;
  const leaving = new AbortController();
  open.set(id, leaving);
  const client = clients[name](target);
  const asked = { ...question.asked, signal: leaving.signal };
  try {
    const reply = await (stream ? client.stream(asked, () => tell({ kind: 'text', id })) : client.whole(asked));
    tell({ kind: 'reply', id, reply });
  } catch (error) {
    const { message, status, statusCode } = error as Error & {
      readonly status?: unknown;
      readonly statusCode?: unknown;
    };
    tell({ kind: 'error', id, text: message, status: status ?? statusCode });
  }
  open.delete(id);
}

function tell(message: FromNewerNode): void {
  process.send?.(message);
}

process.on('message', (message: ToNewerNode) => {
  if (message.kind === 'ask') void answer(message);
  else open.get(message.id)?.abort();
});
process.on('disconnect', () => process.exit());
