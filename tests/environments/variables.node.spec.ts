import { itServesTheProductWith, UNWRITABLE } from './environment-row.ts';

itServesTheProductWith({
  'NODE_OPTIONS=--inspect': { environment: { NODE_OPTIONS: '--inspect' } },
  'NODE_OPTIONS=--max-old-space-size=256': {
    environment: { NODE_OPTIONS: '--max-old-space-size=256' },
    builds: 'one bundle',
  },
  'NODE_OPTIONS=--throw-deprecation': { environment: { NODE_OPTIONS: '--throw-deprecation' }, builds: 'one bundle' },
  'NODE_OPTIONS=--trace-warnings --enable-source-maps': {
    environment: { NODE_OPTIONS: '--trace-warnings --enable-source-maps' },
  },
  'NODE_EXTRA_CA_CERTS of no file': { environment: { NODE_EXTRA_CA_CERTS: '/nonexistent/ca.pem' } },
  'NODE_PATH of no folder, and a compile cache that nobody can write': {
    environment: { NODE_PATH: '/nonexistent', NODE_COMPILE_CACHE: `${UNWRITABLE}/cache` },
  },
});
