import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where programs that tests need are installed, here and by tools/observability-tools.sh. */
export const TOOLS_FOLDER = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'product-gateway');
