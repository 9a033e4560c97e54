// Has Node transform TypeScript that it can't strip, such as the parameter properties in libs/. For `node --import`.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

import { transformSync } from 'rolldown/utils';

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
    const file = fileURLToPath(url);
    const { code, errors } = transformSync(file, readFileSync(file, 'utf8'));
    if (errors.length > 0) throw new SyntaxError(`${file}: ${errors[0]!.message}`);
    return { format: 'module', source: code, shortCircuit: true };
  },
});
