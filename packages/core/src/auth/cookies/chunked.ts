/** The parts of a cookie that `readChunked` looks at. */
export interface NamedCookie {
  readonly name: string;
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number | undefined;
}

/** The value of a cookie, joined from its chunks if it has any. */
export interface ChunkedCookie {
  readonly value: string;
  /** The names of the cookies that it consists of, in order. */
  readonly names: readonly string[];
  /** The names of cookies in the other form, left over from an earlier session. They must not be sent. */
  readonly stale: readonly string[];
}

/** Chunks that are missing. */
export interface ChunkGap {
  readonly missing: readonly string[];
}

/**
 * Reads a cookie that may be split into the chunks `name.0`, `name.1` and so on, as servers do above 4 KiB. It joins
 * the chunks in numeric order; none may be missing. If both forms are present, the one that expires later counts. If
 * that does not decide, the cookie that is not split counts, as it does for such servers.
 *
 * @returns `undefined` if neither form is present.
 */
export function readChunked(cookies: Iterable<NamedCookie>, name: string): ChunkedCookie | ChunkGap | undefined {
  let whole: NamedCookie | undefined;
  const chunks = new Map<number, NamedCookie>();
  for (const cookie of cookies) {
    if (cookie.name === name) whole = cookie;
    const index = chunkIndex(cookie.name, name);
    if (index !== undefined) chunks.set(index, cookie);
  }
  const parts = [...chunks].sort(([a], [b]) => a - b).map(([, cookie]) => cookie);
  const chunkNames = parts.map((part) => part.name);
  if (whole !== undefined && !isNewer(parts, whole)) {
    return { value: whole.value, names: [name], stale: chunkNames };
  }
  if (parts.length === 0) return undefined;
  const missing = gaps(chunks, name);
  if (missing.length > 0) return { missing };
  return {
    value: parts.map((part) => part.value).join(''),
    names: chunkNames,
    stale: whole === undefined ? [] : [name],
  };
}

/** Whether `candidate` is the cookie `name` or one of its chunks. */
export function isPartOf(candidate: string, name: string): boolean {
  return candidate === name || chunkIndex(candidate, name) !== undefined;
}

function chunkIndex(candidate: string, name: string): number | undefined {
  if (!candidate.startsWith(`${name}.`)) return undefined;
  const suffix = candidate.slice(name.length + 1);
  return /^(0|[1-9]\d{0,2})$/.test(suffix) ? Number(suffix) : undefined;
}

function gaps(chunks: ReadonlyMap<number, NamedCookie>, name: string): readonly string[] {
  const missing: string[] = [];
  for (let index = 0; index < Math.max(...chunks.keys()); index++) {
    if (!chunks.has(index)) missing.push(`${name}.${index}`);
  }
  return missing;
}

function isNewer(parts: readonly NamedCookie[], whole: NamedCookie): boolean {
  const expiries = parts.flatMap(({ expiresAt }) => (expiresAt === undefined ? [] : [expiresAt]));
  if (expiries.length === 0 || whole.expiresAt === undefined) return false;
  return Math.max(...expiries) > whole.expiresAt;
}
