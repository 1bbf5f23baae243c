import { authorFrame } from '../../exceptions/author-frames.ts';
import { showFrame, type Frame } from '../../exceptions/frames.ts';
import type { Watch } from './watch.ts';

/**
 * Watches what the author's code does with environment variables: changes of any, and reads of those that `matters` accepts. Changes
 * are undone at the end.
 */
export function watchEnvironment(matters: (name: string, reader: Frame) => boolean): Watch {
  const seen = new Set<string>();
  const original = process.env;
  const before = { ...original };
  const note = (what: string, name: string | symbol, caller: (...given: never[]) => unknown): void => {
    const author = typeof name === 'string' ? authorFrame(caller) : undefined;
    if (author === undefined || (what === 'read' && !matters(String(name), author))) return;
    seen.add(`the variable ${String(name)} was ${what}, ${showFrame(author)}`);
  };
  const handler: ProxyHandler<NodeJS.ProcessEnv> = {
    get(target, name): unknown {
      note('read', name, handler.get as () => unknown);
      return Reflect.get(target, name);
    },
    has(target, name) {
      note('read', name, handler.has as () => unknown);
      return Reflect.has(target, name);
    },
    set(target, name, value: unknown) {
      note('set', name, handler.set as () => unknown);
      return Reflect.set(target, name, value);
    },
    deleteProperty(target, name) {
      note('deleted', name, handler.deleteProperty as () => unknown);
      return Reflect.deleteProperty(target, name);
    },
  };
  process.env = new Proxy(original, handler);
  // Code that kept the original object is found by what is different afterwards.
  const changes = (): readonly string[] =>
    [...new Set([...Object.keys(before), ...Object.keys(original)])]
      .filter((name) => before[name] !== original[name] && ![...seen].some((one) => one.includes(` ${name} `)))
      .map((name) => `the variable ${name} is another one`);
  return {
    get seen() {
      return [...seen, ...changes()];
    },
    [Symbol.dispose]() {
      process.env = original;
      for (const name of Object.keys(original)) if (!(name in before)) delete original[name];
      for (const [name, value] of Object.entries(before)) if (original[name] !== value) original[name] = value;
    },
  };
}
