import * as v from 'valibot';

import type { Config, Settings } from './setting.ts';

/** Thrown by loadConfig; the message has one line for each variable that is wrong. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads settings from an environment. A variable that is unset or blank takes its fallback. White space around a value is
 * ignored, since a file in a ConfigMap or a Secret may end with a line feed.
 *
 * @throws ConfigError with every bad variable, its value and what is accepted.
 */
export function loadConfig<S extends Settings>(settings: S, env: NodeJS.ProcessEnv = process.env): Config<S> {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, setting] of Object.entries(settings)) {
    const text = env[name] ?? '';
    const result = v.safeParse(setting.schema, text.trim() || setting.fallback, { abortPipeEarly: true });
    if (result.success) values[name] = result.output;
    else {
      const value = setting.isSecret ? 'is not shown, since it may have a password' : `is ${JSON.stringify(text)}`;
      problems.push(`${name} ${value}, but ${result.issues[0].message}`);
    }
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  return values as Config<S>;
}
