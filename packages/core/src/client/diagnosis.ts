import type { ErrorCode } from '../errors/codes.ts';
import type { CredentialDiagnosis } from '../registry/find-credentials.ts';
import type { Model } from '../contract/model.ts';

/** What a client has to work with, found out without any traffic. Holds names of variables and files, never a value. */
export interface Diagnosis {
  /** The config file that was read; `undefined`: none, or one given in code. */
  readonly config: string | undefined;
  /** The package.json whose dependencies were looked through for providers; `undefined`: they were not. */
  readonly manifest: string | undefined;
  readonly providers: readonly ProviderDiagnosis[];
  /** Plugins that were found and cannot be used, and why. */
  readonly problems: readonly { readonly plugin: string; readonly message: string }[];
}

/** One instance. */
export interface ProviderDiagnosis {
  readonly id: string;
  readonly plugin: string;
  /** Who asked for it. */
  readonly origin: 'code' | 'config' | 'discovered';
  /** Where it comes from, for people: package, version and file. */
  readonly source: string;
  readonly models: readonly Model[];
  /** Why it cannot be made; `undefined`: it can. */
  readonly failure: { readonly code: ErrorCode; readonly message: string } | undefined;
  readonly credentials: readonly CredentialDiagnosis[];
}
