import fc from 'fast-check';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Path = readonly (string | number)[];

/** Values of another type than a field has, and unexpected values of its own type. */
const odd: readonly Json[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  '',
  'a',
  '\uD83D',
  '__proto__',
  [],
  [null],
  [[]],
  {},
  { type: 7 },
  { length: -1 },
  JSON.parse('{"__proto__": {"type": "text"}, "toString": null, "constructor": 1}') as Json,
  Array.from({ length: 50 }).reduce<Json>((inner) => [inner], []),
];

/**
 * Event streams of a service with one to three faults: events that are missing, doubled, in another order or cut, and values that are
 * missing or of another type, in any field.
 */
export function spoiledStreams(streams: readonly string[]): fc.Arbitrary<string> {
  const fault = fc.record({
    kind: fc.constantFrom('drop', 'double', 'swap', 'cut', 'value', 'value', 'value', 'value', 'remove', 'remove'),
    event: fc.nat(),
    place: fc.nat(),
    value: fc.constantFrom(...odd),
  });
  return fc
    .tuple(fc.constantFrom(...streams), fc.array(fault, { minLength: 1, maxLength: 3 }))
    .map(([stream, faults]) => faults.reduce(spoiled, stream));
}

/** The streams with each odd value in each field, one at a time. Fields of one name in events of one type count as one. */
export function eachFieldSpoiled(streams: readonly string[]): readonly string[] {
  const known = new Set<string>();
  return streams.flatMap((stream) =>
    eventsOf(stream).flatMap((event, position) => {
      const json = jsonOf(event);
      if (json === undefined) return [];
      const isNew = (path: Path): boolean => {
        const field = [typeOf(json), ...path.map((name) => (typeof name === 'number' ? '[]' : name))].join('.');
        return !known.has(field) && known.add(field).has(field);
      };
      const fields = pathsOf(json).filter(isNew);
      return fields.flatMap((path) => odd.map((value) => replaced(stream, position, withValue(json, path, value))));
    }),
  );
}

function typeOf(json: Json): string {
  const type: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, 'type') : '';
  return typeof type === 'string' ? type : '';
}

interface Fault {
  readonly kind: string;
  readonly event: number;
  readonly place: number;
  readonly value: Json;
}

function spoiled(stream: string, { kind, event, place, value }: Fault): string {
  const events = eventsOf(stream);
  const position = event % events.length;
  const chosen = events[position] ?? '';
  const before = events.slice(0, position);
  const after = events.slice(position + 1);
  if (kind === 'drop') return [...before, ...after].join('');
  if (kind === 'double') return [...before, chosen, chosen, ...after].join('');
  if (kind === 'swap') return [...before, ...after.slice(0, 1), chosen, ...after.slice(1)].join('');
  if (kind === 'cut') return before.join('') + chosen.slice(0, place % (chosen.length + 1));
  const json = jsonOf(chosen);
  if (json === undefined) return stream;
  const paths = pathsOf(json);
  const path = paths[place % paths.length] ?? [];
  return replaced(stream, position, withValue(json, path, kind === 'remove' ? undefined : value));
}

function eventsOf(stream: string): readonly string[] {
  return stream.split(/(?<=\r?\n\r?\n)/);
}

function jsonOf(event: string): Json | undefined {
  const [, data] = /^data: ?(.*)$/m.exec(event) ?? [];
  try {
    return data === undefined ? undefined : (JSON.parse(data) as Json);
  } catch {
    return undefined;
  }
}

function replaced(stream: string, position: number, json: Json | undefined): string {
  return eventsOf(stream)
    .map((event, index) =>
      index === position ? event.replace(/^data:.*$/m, () => `data: ${JSON.stringify(json ?? null)}`) : event,
    )
    .join('');
}

/** The places of all values, the whole one first. */
function pathsOf(json: Json): readonly Path[] {
  if (typeof json !== 'object' || json === null) return [[]];
  const entries: readonly (readonly [string | number, Json])[] = Array.isArray(json)
    ? [...json.entries()]
    : Object.entries(json);
  return [[], ...entries.flatMap(([name, value]) => pathsOf(value).map((path) => [name, ...path]))];
}

function withValue(json: Json, [name, ...rest]: Path, value: Json | undefined): Json | undefined {
  if (name === undefined) return value;
  if (typeof json !== 'object' || json === null) return json;
  const inner = withValue(Reflect.get(json, name) as Json, rest, value);
  if (Array.isArray(json)) {
    return json.flatMap((entry: Json, index) => (index !== name ? [entry] : inner === undefined ? [] : [inner]));
  }
  const { [name]: _old, ...others } = json as Readonly<Record<string, Json>>;
  return inner === undefined ? others : { ...others, [name]: inner };
}
