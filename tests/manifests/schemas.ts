// The schemas of the kinds of objects: those of Kubernetes, the Gateway API and Istio from npm packages; those of Linkerd, which
// no package has, from a folder.
import { nameOf, type KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { readDefinitions } from './resource-definitions.ts';
import { unknownFields } from './unknown-fields.ts';

/** Throws an Error with the violations. */
type Validate = (object: object) => void;

/** A folder with the definitions of Linkerd's kinds, as `linkerd install --crds` prints them. */
const LINKERD_CRDS = process.env['LINKERD_CRDS'];
const LINKERD = LINKERD_CRDS ? readDefinitions(LINKERD_CRDS) : undefined;

/** Whether a kind is Linkerd's and LINKERD_CRDS is not set. */
export const hasNoSchema = ({ apiVersion }: KubernetesObject): boolean => isLinkerd(apiVersion) && !LINKERD;

/** The errors of an object by the schema of its kind, including unknown fields. */
export async function schemaErrors(object: KubernetesObject): Promise<string[]> {
  const { apiVersion, kind } = object;
  const validate = isLinkerd(apiVersion) ? LINKERD?.get(`${apiVersion} ${kind}`) : await importedSchema(object);
  if (!validate) return [`${nameOf(object)}: unknown kind in ${apiVersion}`];
  const errors: string[] = [];
  const unknown = unknownFields(object, (watched) => {
    try {
      validate(watched);
    } catch (error) {
      errors.push((error as Error).message);
    }
  });
  return [...errors, ...unknown.map((path) => `${path} is unknown`)].map((text) => `${nameOf(object)}: ${text}`);
}

function isLinkerd(apiVersion: string): boolean {
  return /linkerd\.io\//.test(apiVersion);
}

async function importedSchema({ apiVersion, kind }: KubernetesObject): Promise<Validate | undefined> {
  const name = `${packageOf(apiVersion)}/${apiVersion}/${kind}`;
  const imported = (await import(name).catch(() => ({}))) as Record<string, { prototype: { validate(): void } }>;
  const model = imported[kind];
  // Called on the watched object; the constructor of a model would copy it.
  return model && ((object) => model.prototype.validate.call(object));
}

function packageOf(apiVersion: string): string {
  if (apiVersion.startsWith('gateway.networking.k8s.io/')) return '@kubernetes-models/gateway-api';
  return apiVersion.includes('.istio.io/') ? '@kubernetes-models/istio' : 'kubernetes-models';
}
