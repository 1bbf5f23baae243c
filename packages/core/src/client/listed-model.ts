import type { Model } from '../contract/model.ts';

/** A model and who claims it. */
export interface ListedModel extends Model {
  /** The instance. */
  readonly provider: string;
  /** `config`: code or config gave it; `plugin`: the plugin declares it; `service`: the service offers it now. */
  readonly claimedBy: 'config' | 'plugin' | 'service';
}
