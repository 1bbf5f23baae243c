/** What the gateway serves, in OpenAPI 3.1. */
export function openApiDocument(): object {
  return { openapi: '3.1.0' };
}
