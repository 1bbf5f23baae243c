// undici ships types only for its main entry. `undici-parts.ts` says why core imports these files instead.
declare module 'undici/lib/dispatcher/agent.js' {
  import type { Agent } from 'undici';

  const value: typeof Agent;
  export = value;
}

declare module 'undici/lib/dispatcher/client.js' {
  import type { Client } from 'undici';

  const value: typeof Client;
  export = value;
}

declare module 'undici/lib/dispatcher/pool.js' {
  import type { Pool } from 'undici';

  const value: typeof Pool;
  export = value;
}
