import { describe } from 'vitest';

import { itServesOnCluster } from './mode-cases.ts';
import { ON_LINKERD } from './modes.ts';

describe.each([ON_LINKERD])('$name', (mode) => {
  itServesOnCluster(mode);
});
