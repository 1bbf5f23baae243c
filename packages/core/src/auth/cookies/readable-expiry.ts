/**
 * The expiry that a sealed session shows in clear, in milliseconds since the epoch: the `exp` (seconds) of a JOSE header,
 * as sessions of nextjs-auth0 and others of its kind carry it. The first piece of a chunked cookie has it too.
 */
export function readableExpiry(value: string): number | undefined {
  const header = value.slice(0, 1024).split('.', 1)[0] ?? '';
  if (!header.startsWith('eyJ')) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(header, 'base64url').toString());
    const exp: unknown = typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'exp') : undefined;
    if (typeof exp !== 'number' || !(exp > 0) || exp > 8.64e12) return undefined;
    return exp * 1000;
  } catch {
    return undefined;
  }
}
