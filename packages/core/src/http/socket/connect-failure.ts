/** Why a connection could not be made; reaches the request through undici. */
export class ConnectFailure extends Error {
  /** A code of Node's or undici's, or one of {@link connectFailureCodes}. */
  readonly code: string;
  /** Host and port of the proxy that failed, never its credentials. */
  readonly proxy: string | undefined;
  /** What the proxy answered to `CONNECT`. */
  readonly status: number | undefined;

  constructor(
    code: string,
    details: { readonly proxy?: string | undefined; readonly status?: number | undefined } = {},
  ) {
    super(`no connection (${code})`);
    this.name = 'ConnectFailure';
    this.code = code;
    this.proxy = details.proxy;
    this.status = details.status;
  }
}

/** Codes of {@link ConnectFailure} that are not the system's. */
export const connectFailureCodes = {
  timeout: 'UND_ERR_CONNECT_TIMEOUT',
  abandoned: 'PLUGBOARD_CONNECT_ABANDONED',
  proxyAnswer: 'PLUGBOARD_PROXY_ANSWER',
  /** Bytes behind the answer to `CONNECT` that nobody asked for. */
  proxyNoise: 'PLUGBOARD_PROXY_NOISE',
} as const;
