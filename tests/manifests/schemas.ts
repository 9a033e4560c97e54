// The schemas of the kinds of objects: those of Kubernetes, of Gateway API and of Istio from npm; those of Linkerd, which are
// not there, from a folder.
import { nameOf, type KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { readDefinitions } from './resource-definitions.ts';
import { unknownFields } from './unknown-fields.ts';

/** Throws an Error that says what is wrong. */
type Validate = (object: object) => void;

/** A folder with the definitions of Linkerd's kinds, as `linkerd install --crds` prints them. */
const LINKERD_CRDS = process.env['LINKERD_CRDS'];
const LINKERD = LINKERD_CRDS ? readDefinitions(LINKERD_CRDS) : undefined;

/** Whether a kind is Linkerd's, while its definitions are not there. */
export const hasNoSchema = ({ apiVersion }: KubernetesObject): boolean => isLinkerd(apiVersion) && !LINKERD;

/** What is wrong with an object by the schema of its kind, fields among it that the schema does not know. */
export async function complaintsAbout(object: KubernetesObject): Promise<string[]> {
  const { apiVersion, kind } = object;
  const validate = isLinkerd(apiVersion) ? LINKERD?.get(`${apiVersion} ${kind}`) : await importedSchema(object);
  if (!validate) return [`${nameOf(object)}: there is no such kind in ${apiVersion}`];
  const complaints: string[] = [];
  const unknown = unknownFields(object, (watched) => {
    try {
      validate(watched);
    } catch (error) {
      complaints.push((error as Error).message);
    }
  });
  return [...complaints, ...unknown.map((path) => `${path} is unknown`)].map((text) => `${nameOf(object)}: ${text}`);
}

function isLinkerd(apiVersion: string): boolean {
  return /linkerd\.io\//.test(apiVersion);
}

async function importedSchema({ apiVersion, kind }: KubernetesObject): Promise<Validate | undefined> {
  const name = `${packageOf(apiVersion)}/${apiVersion}/${kind}`;
  const imported = (await import(name).catch(() => ({}))) as Record<string, { prototype: { validate(): void } }>;
  const model = imported[kind];
  // Called on the object as it is, of which a model would make a copy.
  return model && ((object) => model.prototype.validate.call(object));
}

function packageOf(apiVersion: string): string {
  if (apiVersion.startsWith('gateway.networking.k8s.io/')) return '@kubernetes-models/gateway-api';
  return apiVersion.includes('.istio.io/') ? '@kubernetes-models/istio' : 'kubernetes-models';
}
