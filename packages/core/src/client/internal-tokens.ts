import type { ClientSettings } from '../client/client-settings.ts';

/** Tokens of one client's own container; only `create-runtime.ts` sees them. */

/** The client's {@link ClientSettings}. */
export const SETTINGS: unique symbol = Symbol('plugboard.SETTINGS') as never;
export const REGISTRY: unique symbol = Symbol('plugboard.REGISTRY') as never;
export const REDACTOR: unique symbol = Symbol('plugboard.REDACTOR') as never;
export const TRANSPORT: unique symbol = Symbol('plugboard.TRANSPORT') as never;
export const INSTANCE_POOL: unique symbol = Symbol('plugboard.INSTANCE_POOL') as never;

export type { ClientSettings };
