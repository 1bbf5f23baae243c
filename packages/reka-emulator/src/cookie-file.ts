import { writeFile } from 'node:fs/promises';
import type { IssuedCookie } from './sessions.ts';

/** Writes cookies as the common browser extensions export them: a JSON list. The file is for its owner only. */
export async function writeCookieFile(path: string, cookies: readonly IssuedCookie[], hostname: string): Promise<void> {
  const exported = cookies.map(({ name, value, expiresAt }) => ({
    domain: hostname,
    expirationDate: expiresAt / 1000,
    hostOnly: true,
    httpOnly: true,
    name,
    path: '/',
    sameSite: 'lax',
    secure: false,
    session: false,
    value,
  }));
  await writeFile(path, `${JSON.stringify(exported, undefined, 2)}\n`, { mode: 0o600 });
}
