import type { Watch } from './watch.ts';

/** The constructors that the language and Node provide, from `Object` to `BigInt` and `Response`. */
const constructors = Object.getOwnPropertyNames(globalThis).flatMap((name) => {
  const value: unknown = Object.getOwnPropertyDescriptor(globalThis, name)?.value;
  return typeof value === 'function' && 'prototype' in value ? [value] : [];
});

const watched: readonly (readonly [name: string, owner: object])[] = [
  ['globalThis', globalThis],
  ['console', console],
  ['process', process],
  ['JSON', JSON],
  ['Math', Math],
  ['Date', Date],
  ['Promise', Promise],
  ['Error', Error],
  ...constructors.flatMap((made) => {
    const prototype: unknown = made.prototype;
    return typeof prototype === 'object' && prototype !== null ? [[`${made.name}.prototype`, prototype] as const] : [];
  }),
  ['Function.prototype', Function.prototype],
];

/** Properties of the process that change by themselves. */
const moving = new Set(['process.env', 'process.exitCode', 'process._exiting', 'process.domain', 'process.title']);

/** Watches changes and additions to globals and prototypes, which all code of the process shares. They are undone at the end. */
export function watchGlobals(): Watch {
  const before = watched.map(([name, owner]) => ({ name, owner, own: Object.getOwnPropertyDescriptors(owner) }));
  const folder = process.cwd();
  const changes = (): readonly (Change & { readonly name: string })[] =>
    before.flatMap(({ name, owner, own }) =>
      changesOf(owner, own)
        .map((change) => ({ ...change, name: `${name}.${String(change.key)}` }))
        .filter((change) => !moving.has(change.name)),
    );
  return {
    get seen() {
      const moved = process.cwd() === folder ? [] : ['the working folder is another one'];
      return [...changes().map(({ name, what }) => `\`${name}\` was ${what}`), ...moved];
    },
    [Symbol.dispose]() {
      for (const { owner, key, earlier } of changes()) {
        if (earlier === undefined) Reflect.deleteProperty(owner, key);
        else Reflect.defineProperty(owner, key, earlier);
      }
      if (process.cwd() !== folder) process.chdir(folder);
    },
  };
}

interface Change {
  readonly owner: object;
  readonly key: PropertyKey;
  readonly what: 'added' | 'replaced' | 'deleted';
  readonly earlier: PropertyDescriptor | undefined;
}

function changesOf(owner: object, own: Record<PropertyKey, PropertyDescriptor>): readonly Change[] {
  const earlier = new Map<PropertyKey, PropertyDescriptor>(
    Reflect.ownKeys(own).flatMap((key) => (own[key] === undefined ? [] : [[key, own[key]]])),
  );
  const now = Reflect.ownKeys(owner);
  const added = now
    .filter((key) => !earlier.has(key))
    .map((key) => ({ owner, key, what: 'added' as const, earlier: undefined }));
  const others = [...earlier].flatMap(([key, descriptor]): readonly Change[] => {
    const present = Reflect.getOwnPropertyDescriptor(owner, key);
    if (present === undefined) return [{ owner, key, what: 'deleted', earlier: descriptor }];
    return isSame(descriptor, present, owner) ? [] : [{ owner, key, what: 'replaced', earlier: descriptor }];
  });
  return [...added, ...others];
}

/** Node creates some globals when they are first read: the getter then becomes the value that it returned. */
function isSame(earlier: PropertyDescriptor, now: PropertyDescriptor, owner: object): boolean {
  if (earlier.get !== undefined && now.get === undefined) {
    return Object.is(Reflect.apply(earlier.get, owner, []), now.value);
  }
  return earlier.get === now.get && earlier.set === now.set && Object.is(earlier.value, now.value);
}
