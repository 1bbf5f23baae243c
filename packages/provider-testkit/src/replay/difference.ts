/** One part of a request that is not as the fixture says. Values are shown redacted. */
export interface Difference {
  /** Such as `url`, `header authorization`, `json messages[0].text`, `form image`. */
  readonly part: string;
  readonly expected: string;
  readonly received: string;
}

export function formatDifference({ part, expected, received }: Difference): string {
  return `  ${part}: expected ${expected}, received ${received}`;
}
