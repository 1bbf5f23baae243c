export { readConfigSection, type ConfigSectionOptions } from './client/read-config-section.ts';
export type { ConfigSection } from './config/read-section.ts';
