import { createHash, randomUUID } from 'node:crypto';

/** Three days from each use, according to the headers of public samples. */
const cookieLifetimeMs = 259_200_000;
/** `exp - iat` of a public sample. */
const tokenLifetimeMs = 86_400_000;
/** Real cookies have about 3.9 kB. */
const cookieLength = 3_900;
const chunkLength = 3_000;
const keptCookies = 1_000;

/** A cookie as the emulator issues it. */
export interface IssuedCookie {
  readonly name: string;
  readonly value: string;
  /** ms since the epoch. */
  readonly expiresAt: number;
}

/** The only account of an emulator: its session cookies and access tokens, which are dummies in the right shape. */
export class Sessions {
  readonly #secret = randomUUID();
  readonly #user = digest(this.#secret, 'user').slice(0, 24);
  readonly #now: () => number;
  readonly #startedAt: number;
  /** The expiry of each cookie value, in ms since the epoch. */
  readonly #cookies = new Map<string, number>();
  /** The expiry of each token, in ms since the epoch. */
  readonly #tokens = new Map<string, number>();
  #count = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.#startedAt = seconds(now());
  }

  /** The subject claim. It contains a literal `|`, as upload addresses do. */
  get subject(): string {
    return `auth0|${this.#user}`;
  }

  /** A session that ends in three days. Older ones stay valid until their own end, as encrypted cookies do. */
  issueCookies(chunked: boolean): readonly IssuedCookie[] {
    const used = seconds(this.#now());
    const exp = used + cookieLifetimeMs / 1000;
    const header = { alg: 'dir', enc: 'A256GCM', uat: used, iat: this.#startedAt, exp };
    const head = `${encoded(header)}..${this.#filler(16)}.`;
    const length = chunked ? 2 * cookieLength : cookieLength;
    const value = `${head}${this.#filler(length - head.length - 23)}.${this.#filler(22)}`;
    const expiresAt = exp * 1000;
    this.#cookies.set(value, expiresAt);
    for (const old of this.#cookies.keys()) {
      if (this.#cookies.size <= keptCookies) break;
      this.#cookies.delete(old);
    }
    if (!chunked) return [{ name: 'appSession', value, expiresAt }];
    const pieces = value.match(new RegExp(`.{1,${chunkLength}}`, 'g')) ?? [];
    return pieces.map((piece, index) => ({ name: `appSession.${index}`, value: piece, expiresAt }));
  }

  /** Whether a `Cookie` header has a valid session, whole or in pieces. */
  isSignedIn(header: string | undefined): boolean {
    const end = this.#cookies.get(sessionFrom(header ?? ''));
    return end !== undefined && end > this.#now();
  }

  issueToken(opaque: boolean): string {
    const iat = seconds(this.#now());
    const claims = {
      iss: 'https://auth.reka.ai/',
      sub: this.subject,
      aud: ['https://api.reka.ai', 'https://production-reka-ai.eu.auth0.com/userinfo'],
      iat,
      exp: iat + tokenLifetimeMs / 1000,
      scope: 'openid profile email offline_access',
      azp: this.#filler(32),
    };
    const header = { alg: 'RS256', typ: 'JWT', kid: 'reka-emulator' };
    const token = opaque ? this.#filler(64) : `${encoded(header)}.${encoded(claims)}.${this.#filler(342)}`;
    this.#tokens.set(token, this.#now() + tokenLifetimeMs);
    return token;
  }

  /** Whether an `Authorization` header has a token that was issued and has not expired. */
  hasToken(authorization: string | undefined): boolean {
    const token = /^bearer +(\S+)\s*$/i.exec(authorization ?? '')?.[1];
    const end = token === undefined ? undefined : this.#tokens.get(token);
    return end !== undefined && end > this.#now();
  }

  /** Revokes all tokens. */
  revokeTokens(): void {
    this.#tokens.clear();
  }

  /** Revokes all sessions and tokens. */
  signOut(): void {
    this.#cookies.clear();
    this.revokeTokens();
  }

  #filler(length: number): string {
    let text = '';
    while (text.length < length) text += digest(this.#secret, String(++this.#count), 'base64url');
    return text.slice(0, length);
  }
}

function sessionFrom(header: string): string {
  const cookies = new Map(
    header.split(';').map((pair): [string, string] => {
      const equals = pair.indexOf('=');
      return [pair.slice(0, Math.max(0, equals)).trim(), pair.slice(equals + 1).trim()];
    }),
  );
  const whole = cookies.get('appSession');
  if (whole !== undefined) return whole;
  let joined = '';
  for (let index = 0; cookies.has(`appSession.${index}`); index++) joined += cookies.get(`appSession.${index}`) ?? '';
  return joined;
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function digest(secret: string, label: string, encoding: 'hex' | 'base64url' = 'hex'): string {
  return createHash('sha256').update(secret).update('\0').update(label).digest(encoding);
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
