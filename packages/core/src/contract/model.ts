import type { MediaKind } from './media.ts';
import type { Accepts } from './accepts.ts';
import { quote } from '../errors/quote.ts';

/** A model that a provider claims. */
export interface Model {
  /** Exact, or ends in `*`; the longest match wins. */
  readonly id: string;
  /** Other names for it; never sent to the service. */
  readonly aliases?: readonly string[] | undefined;
  /** The kinds of media that it takes. Absent: unknown, so nothing is refused; empty: text only. */
  readonly input?: readonly MediaKind[] | undefined;
  /** What it understands otherwise than `Provider.accepts` says, such as `{ parameters: ['stop'] }`. Absent, or a field absent: the provider's. */
  readonly accepts?: Accepts | undefined;
}

/** A model name, taken apart. */
export interface ModelId {
  /** The instance; `undefined` when the name is not qualified. */
  readonly provider: string | undefined;
  readonly model: string;
}

/**
 * Splits `instance/model`, only when the part before the first `/` is a known instance. Model names may hold `/`, `:`, spaces
 * and any unicode: `meta/llama-3:8b` stays whole unless there is an instance called `meta`.
 */
export function parseModelId(text: string, isInstance: (name: string) => boolean): ModelId {
  const slash = text.indexOf('/');
  const provider = text.slice(0, Math.max(slash, 0));
  if (slash < 1 || !isInstance(provider)) return { provider: undefined, model: text };
  return { provider, model: text.slice(slash + 1) };
}

/** The qualified name. {@link parseModelId} gives both parts back; instance names hold no `/`. */
export function formatModelId(provider: string, model: string): string {
  return `${provider}/${model}`;
}

/** What to say when a service does not know a model whose qualified id was split; `undefined`: nothing was. */
export function splitNote(requested: string, provider: string, model: string): string | undefined {
  if (requested !== formatModelId(provider, model)) return undefined;
  return (
    `${quote(requested)} was read as the model ${quote(model)} of ${quote(provider)}: if the slash belongs to the service's own ` +
    `name, write ${quote(formatModelId(provider, requested))}, or declare it under \`models\` of the provider.`
  );
}

// No `/`, which ends the instance in a qualified id; nothing that cannot be seen in a message.
/* oxlint-disable no-control-regex -- control characters are what it refuses */
const instanceName =
  /^[^\s/\u0000-\u001f\u007f-\u009f](?:[^/\u0000-\u001f\u007f-\u009f]*[^\s/\u0000-\u001f\u007f-\u009f])?$/u;
/* oxlint-enable no-control-regex */

/** Whether an instance may have this name: not empty, no `/`, no control character, no white space at its ends. */
export function isInstanceName(name: string): boolean {
  return instanceName.test(name);
}
