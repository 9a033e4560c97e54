import { globSync, readFileSync } from 'node:fs';

import { Ajv, type SchemaObject } from 'ajv';
import { parseAllDocuments } from 'yaml';

interface CustomResourceDefinition {
  kind: string;
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; schema: { openAPIV3Schema: { properties: Record<string, SchemaObject> } } }[];
  };
}

/** Properties that an API server adds to a definition. */
const PROPERTIES_OF_ALL = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } };

/**
 * The validators of the CustomResourceDefinitions in a folder's YAML files, each under its API version and kind, such as
 * `policy.linkerd.io/v1beta3 Server`. They throw an Error with the violations.
 */
export function readDefinitions(folder: string): Map<string, (object: object) => void> {
  const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
  const documents = globSync(`${folder}/*.yaml`).flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')));
  const definitions = documents
    .map((document) => document.toJS() as CustomResourceDefinition | null)
    .filter((definition) => definition !== null)
    .filter(({ kind }) => kind === 'CustomResourceDefinition');
  const validators = new Map<string, (object: object) => void>();
  for (const { spec } of definitions) {
    for (const { name, schema } of spec.versions) {
      const properties = { ...schema.openAPIV3Schema.properties, ...PROPERTIES_OF_ALL };
      const validate = ajv.compile({ ...schema.openAPIV3Schema, properties });
      validators.set(`${spec.group}/${name} ${spec.names.kind}`, (object) => {
        if (!validate(object)) throw new Error(ajv.errorsText(validate.errors));
      });
    }
  }
  return validators;
}
