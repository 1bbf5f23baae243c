const pluginId = /^[a-z0-9][a-z0-9-]*$/;

/** Whether a plugin may have this id: lower-case letters, digits and `-`. */
export function isPluginId(id: string): boolean {
  return pluginId.test(id);
}
