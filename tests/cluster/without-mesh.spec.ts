import { describe } from 'vitest';

import { itServesOnCluster } from './mode-cases.ts';
import { WITHOUT_MESH } from './modes.ts';

describe.each([WITHOUT_MESH])('$name', (mode) => {
  itServesOnCluster(mode);
});
