/** A proxy, with its credentials kept apart from what may be shown. */
export interface ProxyAddress {
  readonly secure: boolean;
  readonly hostname: string;
  readonly port: number;
  /** Host and port, for messages. */
  readonly shown: string;
  /** Value of `proxy-authorization`. */
  readonly authorization: string | undefined;
}
