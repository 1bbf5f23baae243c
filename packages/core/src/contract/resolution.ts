/** How a model name found its provider. */
export interface Resolution {
  /** The model as the caller wrote it. */
  readonly requested: string;
  /** The chosen instance. */
  readonly provider: string;
  /** The service's own model name. */
  readonly model: string;
  /** Which rule decided; in order of precedence. */
  readonly rule: 'call-provider' | 'client-provider' | 'config-alias' | 'qualified-id' | 'exact' | 'pattern';
  /** Everyone who was considered, the chosen one first, then fallbacks in their order, then those passed over. */
  readonly candidates: readonly Candidate[];
}

/** One provider that was considered for a model. */
export interface Candidate {
  readonly provider: string;
  readonly model: string;
  readonly outcome: 'chosen' | 'fallback' | 'passed-over';
  /** Why, in one sentence. */
  readonly reason: string;
}
