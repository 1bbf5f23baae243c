/**
 * Faults that no case names yet, by wire and name. A fault that is listed here and is named makes the whole run fail, so the list is
 * never longer than it has to be.
 */
export const notNamed: ReadonlySet<string> = new Set([
  'crane/extends-arrays',
  'crane/pieces-to-base64',
  'crane/usage-as-text',
  'egret/deletes-the-upload',
  'egret/no-reason-is-stop',
  'egret/pro-for-all',
  'egret/schema-cleaned-in-place',
  'heron/base64-by-pieces',
  'heron/empty-messages-dropped',
  'heron/event-a-piece',
  'heron/first-piece-only',
  'heron/request-changed',
  'heron/usage-in-instance',
  'raven/first-caller-decides',
  'raven/refreshes-for-ever',
  'stork/host-from-environment',
  'stork/last-line-lost',
  'stork/pieces-of-base64',
]);
