import { PlugboardError } from '../../errors/plugboard-error.ts';
import { unknownKeys } from './known-keys.ts';
import type { ListModelsOptions, RetrieveModelOptions } from '../models.ts';

const listNames: ReadonlySet<string> = new Set(['live']);
const retrieveNames: ReadonlySet<string> = new Set(['live', 'provider']);

/** Whether `models.list()` is to ask the services. Throws `input_invalid`. */
export function readListOptions(options: ListModelsOptions | null | undefined): boolean {
  return liveIn(options, 'models.list()', listNames);
}

/** What `models.retrieve()` was told. Throws `input_invalid`. */
export function readRetrieveOptions(options: RetrieveModelOptions | null | undefined): {
  readonly provider: string | undefined;
  readonly live: boolean;
} {
  return { live: liveIn(options, 'models.retrieve()', retrieveNames), provider: options?.provider ?? undefined };
}

function liveIn(options: unknown, method: string, names: ReadonlySet<string>): boolean {
  const given = options ?? {};
  if (typeof given !== 'object') throw invalid(`${method} takes an object of options.`);
  const [unknown] = unknownKeys(given, names);
  if (unknown !== undefined) {
    throw invalid(`${method} has no option ${unknown}. It has: ${[...names].join(', ')}.`, unknown);
  }
  const live: unknown = Reflect.get(given, 'live') ?? false;
  if (typeof live !== 'boolean') throw invalid('live must be true or false.', 'live');
  return live;
}

function invalid(message: string, param?: string): PlugboardError {
  return new PlugboardError('input_invalid', message, { param });
}
