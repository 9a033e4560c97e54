import { itServesTheProductWith } from './environment-row.ts';

itServesTheProductWith({
  'NO_COLOR=1': { environment: { NO_COLOR: '1' } },
  'FORCE_COLOR=1': { environment: { FORCE_COLOR: '1' }, builds: 'one bundle' },
  'NO_COLOR=1 and FORCE_COLOR=1': { environment: { NO_COLOR: '1', FORCE_COLOR: '1' }, builds: 'one bundle' },
  'TERM=dumb': { environment: { TERM: 'dumb' } },
  'TERM unset': { environment: { TERM: undefined } },
  'CI=true': { environment: { CI: 'true' }, builds: 'one bundle' },
  'the C locale': { environment: { LANG: 'C', LC_ALL: 'C', TZ: 'Pacific/Kiritimati' }, builds: 'one bundle' },
  'a locale and a time zone that are none': {
    environment: { LANG: 'tr_TR.UTF-8', LC_ALL: 'xx_XX', TZ: 'Nowhere/Else', LANGUAGE: 'ar' },
  },
  'stdin closed': { shell: 'exec "$@" <&-' },
  'stdout closed': { shell: 'exec "$@" >&-' },
  'stderr closed': { shell: 'exec "$@" 2>&-' },
});
