import {
  defineProvider,
  type Call,
  type ChatRequest,
  type ConfiguredProvider,
  type Provider,
  type ProviderHost,
} from '@plugboard/core/provider';
import { definitionOf, optionsOf } from '../conformance/stage/probe.ts';

/**
 * The same configured provider, asked for a stream or for a whole answer, whichever view the caller reads. Only a stream shows the
 * events.
 */
export function askedFor(given: ConfiguredProvider, stream: boolean): ConfiguredProvider {
  const definition = definitionOf(given);
  const plugin = defineProvider({
    ...definition,
    create: (own: object, host: ProviderHost): Provider => {
      const provider = definition.create(own, host);
      // If it is not an object, core refuses it.
      return Object(provider) === provider ? asking(provider, stream) : provider;
    },
  });
  return plugin({ ...optionsOf(given), id: given.id });
}

/** A proxy of the object. Its methods are called on the object itself, because private fields do not exist on a proxy. */
function asking(provider: Provider, stream: boolean): Provider {
  return new Proxy(provider, {
    get: (target, key): unknown => {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      if (key !== 'stream') return (...given: readonly unknown[]): unknown => Reflect.apply(value, target, given);
      return (request: ChatRequest, call: Call): unknown =>
        Reflect.apply(value, target, [{ ...request, stream }, call]);
    },
  });
}
