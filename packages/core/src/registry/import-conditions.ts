/**
 * The conditions that the program was started with (`node -C development`, `NODE_OPTIONS`): an import of a plugin has to
 * follow the same ones as every other import of the program.
 */
export function importConditions(
  flags: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const all = [...(environment['NODE_OPTIONS'] ?? '').split(/\s+/), ...flags];
  const found = all.flatMap((flag, index) => {
    if (flag === '-C' || flag === '--conditions') return all[index + 1] ?? [];
    return /^(?:--conditions|-C)=(.+)$/.exec(flag)?.[1] ?? [];
  });
  return [...new Set(found)];
}
