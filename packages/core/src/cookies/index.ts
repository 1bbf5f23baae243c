export { inspectCookies, openCookies, type OpenCookiesOptions } from './open-cookies.ts';
export type { CookieSource } from './load-source.ts';
export type { CookieJarLike, Cookies } from './cookies.ts';
export type { CookieReport, CookieSourceKind, RefusalCause, RefusedCookie, ReportedCookie } from './cookie-report.ts';
export { readChunked, type ChunkedCookie, type ChunkGap, type NamedCookie } from './chunked.ts';
