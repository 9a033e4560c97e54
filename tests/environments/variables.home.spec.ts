import { itServesTheProductWith, UNWRITABLE } from './environment-row.ts';

itServesTheProductWith({
  'HOME unset': { environment: { HOME: undefined }, builds: 'one bundle' },
  'HOME of no folder': { environment: { HOME: '/nonexistent' }, builds: 'one bundle' },
  'HOME that nobody can write': { environment: { HOME: UNWRITABLE }, builds: 'one bundle' },
  'TMPDIR of no folder': { environment: { TMPDIR: '/nonexistent' }, builds: 'one bundle' },
  'TMPDIR that nobody can write': { environment: { TMPDIR: UNWRITABLE }, builds: 'everything' },
  'XDG folders that are none': {
    environment: {
      XDG_CONFIG_HOME: '/nonexistent',
      XDG_CACHE_HOME: 'relative',
      XDG_RUNTIME_DIR: UNWRITABLE,
      XDG_DATA_HOME: '',
    },
    builds: 'one bundle',
  },
  'umask 077': { shell: 'umask 077; exec "$@"', builds: 'one bundle' },
});
