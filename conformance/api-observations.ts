// What a mesh ignores or refuses, as it was observed: the files apis.yaml beside the rule or the UNSUPPORTED.md of a scenario.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as v from 'valibot';

import { groupOf, type ApiField } from './api-fields.ts';
import { parseScenarioFile } from './scenario-file.ts';

const ROOT = join(import.meta.dirname, '..');
const FILE = 'apis.yaml';

const Text = v.pipe(v.string(), v.nonEmpty());
const Observations = v.pipe(
  v.array(
    v.strictObject({
      apiVersion: Text,
      kind: Text,
      fields: v.pipe(v.array(Text), v.nonEmpty('no field')),
      attachment: Text,
      condition: v.optional(Text),
      result: v.picklist(['ignored', 'refused']),
      /** The version of the mesh. */
      version: Text,
      observed: v.pipe(Text, v.endsWith('.')),
      issue: v.optional(v.pipe(Text, v.regex(/^https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/(?:issues|pull)\/\d+$/))),
      /** A file or folder from the root of the repository; by default the UNSUPPORTED.md, or this file. */
      proof: v.optional(
        v.pipe(
          Text,
          v.check((path) => existsSync(join(ROOT, path)), 'no such file'),
        ),
      ),
    }),
  ),
  v.nonEmpty('no observation'),
);

/** Fields that a mesh ignores or refuses, with what was observed. */
export interface ApiObservation extends Omit<ApiField, 'field'> {
  readonly fields: readonly string[];
  readonly result: 'ignored' | 'refused';
  readonly version: string;
  readonly observed: string;
  readonly issue?: string | undefined;
  /** A path from the root of the repository. */
  readonly proof: string;
}

/**
 * Reads the observations in a scenario's folder for one mesh; none without a file.
 *
 * @param folder such as scenarios/canary/istio
 * @throws Error that names the file, the place in it and what is expected there
 */
export function readObservations(folder: string): ApiObservation[] {
  const name = join(folder, FILE);
  return existsSync(join(ROOT, name)) ? observationsIn(readFileSync(join(ROOT, name), 'utf8'), folder) : [];
}

/**
 * Parses an `apis.yaml`.
 *
 * @param folder the folder of the file
 * @throws Error that names the file, the place in it and what is expected there
 */
export function observationsIn(text: string, folder: string): ApiObservation[] {
  const file = join(folder, FILE);
  const unsupported = join(folder, 'UNSUPPORTED.md');
  const record = existsSync(join(ROOT, unsupported)) ? unsupported : file;
  const output = parseScenarioFile(text, file, 'list of observations', Observations);
  return output.map(({ apiVersion, proof = record, ...rest }) =>
    Object.assign(rest, { group: groupOf(apiVersion), proof }),
  );
}
