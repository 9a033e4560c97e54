import { describe } from 'vitest';

import { itServesOnCluster } from './mode-cases.ts';
import { ON_ISTIO } from './modes.ts';

describe.each(ON_ISTIO)('$name', (mode) => {
  itServesOnCluster(mode);
});
