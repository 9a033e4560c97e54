// PostgreSQL beside the five services, in which reservations outlive the pods of inventory.
import type { KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { build } from '../../libs/testbed/src/cluster/kustomize.ts';
import { withImages } from '../../libs/testbed/src/cluster/pod-template-overrides.ts';
import { requireOrSkip } from '../../libs/testbed/src/require-or-skip.ts';

/** An image that the cluster has or can pull; whether it can is not known before. */
const IMAGE = process.env['POSTGRES_IMAGE'];

/** Whether to skip what needs PostgreSQL in the cluster. */
export const postgresIsMissing = (): boolean =>
  requireOrSkip(
    'image of PostgreSQL in POSTGRES_IMAGE',
    Boolean(IMAGE),
    'Set it to postgres:17.7, or to an image in the cluster, such as that of `tools/without-registry/local-image.sh postgres`.',
    process.env['CLUSTER'] === 'required',
  );

/** Builds the objects of an overlay, with PostgreSQL as their store if there is an image of it. */
export const buildWithPostgres = async (overlay: string): Promise<readonly KubernetesObject[]> =>
  IMAGE
    ? withImages(await build(overlay, ['k8s/components/postgres-ephemeral']), { postgres: IMAGE })
    : await build(overlay);
