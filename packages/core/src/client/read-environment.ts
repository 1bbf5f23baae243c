import type { Environment } from '../registry/choose-options.ts';

/**
 * A copy of the environment at this moment: what a program sets later is for the clients that it makes later.
 *
 * @param ignoresCase - Whether names are the same in upper and lower case, as on Windows.
 */
export function readEnvironment(
  variables: Environment,
  ignoresCase: boolean = process.platform === 'win32',
): Environment {
  const read: Record<string, string | undefined> = {};
  // A config may name any variable, such as `constructor`, which every other object has.
  Object.setPrototypeOf(read, null);
  for (const [name, value] of Object.entries(variables)) read[ignoresCase ? name.toUpperCase() : name] = value;
  if (!ignoresCase) return read;
  return new Proxy(read, {
    get: (target, name) => (typeof name === 'string' ? target[name.toUpperCase()] : undefined),
  });
}
