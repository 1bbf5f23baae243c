import type { MediaKind } from '../contract/media.ts';
import type { UnsupportedMode } from '../contract/define-provider.ts';
import type { Model, Accepts } from '../contract/model.ts';
import type { Provider } from '../contract/provider.ts';
import type { PlugboardError } from '../errors/plugboard-error.ts';

/** What a candidate is asked before anything is sent. */
export interface Support {
  readonly plugin: string;
  /** Those of the provider, with what its model has otherwise. */
  readonly accepts: Accepts;
  /** Kinds of media that the model takes; `undefined`: unknown. */
  readonly input: readonly MediaKind[] | undefined;
  readonly mode: UnsupportedMode;
  warn(message: string): void;
}

/** What a provider understands of a request to a model. What the model says for itself prevails, field by field. */
export function acceptsOf(provider: Pick<Provider, 'accepts'>, model: Model | undefined): Accepts {
  return { ...provider.accepts, ...model?.accepts };
}

/** Throws the error, or, where the caller wants that, warns that `what` is left out. */
export function refuse({ mode, warn }: Support, what: string, error: PlugboardError): void {
  if (mode === 'error') throw error;
  warn(`The provider does not accept ${what}, which was left out (unsupported: 'drop').`);
}

/** Whether a list of accepted names has a name. */
export function accepts(names: readonly string[] | 'any' | undefined, name: string): boolean {
  return names === 'any' || (names?.includes(name) ?? false);
}
