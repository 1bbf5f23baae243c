export { inspectCookies, openCookies, type OpenCookiesOptions } from './auth/cookies/open-cookies.ts';
export type { CookieSource } from './auth/cookies/load-source.ts';
export type { CookieJarLike, Cookies } from './contract/credentials.ts';
export type {
  CookieReport,
  CookieSourceKind,
  RefusalCause,
  RefusedCookie,
  ReportedCookie,
} from './auth/cookies/cookie-report.ts';
export { readChunked, type ChunkedCookie, type ChunkGap, type NamedCookie } from './auth/cookies/chunked.ts';
