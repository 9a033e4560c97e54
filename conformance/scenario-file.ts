import * as v from 'valibot';
import { parse } from 'yaml';

/**
 * Parses a file of a scenario in YAML.
 *
 * @param contents what the file has, for errors, such as `list of mutations`
 * @throws Error that names the file, the place in it and what is expected there
 */
export function parseScenarioFile<Schema extends v.GenericSchema>(
  text: string,
  file: string,
  contents: string,
  schema: Schema,
): v.InferOutput<Schema> {
  const { success, output, issues } = v.safeParse(schema, parse(text));
  if (success) return output;
  const places = issues.map((issue) => `at ${v.getDotPath(issue) ?? 'the top'}: ${issue.message}`);
  throw new Error(`${file} is no ${contents}. ${places.join('; ')}`);
}
