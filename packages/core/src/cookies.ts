export {
  type CookieReport,
  inspectCookies,
  openCookies,
  type OpenCookiesOptions,
  type ReportedCookie,
} from './auth/cookies/open-cookies.ts';
export type { CookieSource } from './auth/cookies/load-source.ts';
export type { CookieJarLike, Cookies } from './contract/credentials.ts';
export type { CookieSourceKind } from './auth/cookies/formats/source-document.ts';
export type { RefusalCause, RefusedCookie } from './auth/cookies/select-cookies.ts';
export { readChunked, type ChunkedCookie, type ChunkGap, type NamedCookie } from './auth/cookies/chunked.ts';
