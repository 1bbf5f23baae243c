import { defineProvider, type ConfiguredProvider, type Provider, type ProviderHost } from '@plugboard/core/provider';
import { isPromise } from 'node:util/types';
import { definitionOf, optionsOf } from '../conformance/stage/probe.ts';

/** Called with what was thrown. */
export type OnThrown = (thrown: unknown) => void;

/**
 * The same configured provider, except that `onThrown` is called with whatever its own code throws. Core then turns that into a
 * `PlugboardError`, which keeps only what everybody may see.
 */
export function overheard(given: ConfiguredProvider, onThrown: OnThrown): ConfiguredProvider {
  const definition = definitionOf(given);
  const { options } = definition;
  const schema = options?.['~standard'];
  const plugin = defineProvider({
    ...definition,
    ...(schema !== undefined && {
      options: {
        '~standard': { ...schema, validate: (value: unknown) => hear(() => schema.validate(value), onThrown) },
      },
    }),
    create: (own: object, host: ProviderHost): Provider => {
      const provider = hear(() => definition.create(own, host), onThrown);
      // If it is not an object, core refuses it.
      return Object(provider) === provider ? listening(provider, onThrown) : provider;
    },
  });
  return plugin({ ...optionsOf(given), id: given.id });
}

/** A proxy of the object. Its methods are called on the object itself, because private fields do not exist on a proxy. */
function listening<T extends object>(object: T, onThrown: OnThrown): T {
  return new Proxy(object, {
    get: (target, key): unknown => {
      const value: unknown = hear(() => Reflect.get(target, key, target), onThrown);
      if (typeof value !== 'function' || isFrozen(target, key)) return value;
      return (...given: readonly unknown[]) => {
        const result = hear((): unknown => Reflect.apply(value, target, given), onThrown);
        return key === Symbol.asyncIterator || isIterable(result) ? listeningTo(result, onThrown) : result;
      };
    },
  });
}

function listeningTo(value: unknown, onThrown: OnThrown): unknown {
  return typeof value === 'object' && value !== null ? listening(value, onThrown) : value;
}

function hear<T>(work: () => T, onThrown: OnThrown): T {
  try {
    const result = work();
    if (isPromise(result)) void result.catch(onThrown);
    return result;
  } catch (error) {
    onThrown(error);
    throw error;
  }
}

/** Whether the property is frozen: a proxy must then return its value unchanged. */
function isFrozen(target: object, key: PropertyKey): boolean {
  const property = Reflect.getOwnPropertyDescriptor(target, key);
  return property?.configurable === false && property.writable === false;
}

/** Whether it is what `stream()` should return. Core deals with anything else. */
function isIterable(value: unknown): boolean {
  try {
    return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
  } catch {
    return false;
  }
}
