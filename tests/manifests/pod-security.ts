import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';

const VOLUMES = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

/**
 * Where pods do not meet the restricted Pod Security Standard: the names of fields, those of a container after its name.
 * What it says of Windows, AppArmor, SELinux and sysctls is left to the API server.
 */
export function breachesOfRestricted(pod: IPodSpec): string[] {
  const host = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => pod[field]);
  const volumes = (pod.volumes ?? []).filter((volume) =>
    Object.keys(volume).some((key) => key !== 'name' && !VOLUMES.has(key)),
  );
  const containers = [...(pod.initContainers ?? []), ...pod.containers].flatMap((container) => {
    const context = { ...pod.securityContext, ...container.securityContext };
    const { add = [], drop = [] } = context.capabilities ?? {};
    const breached = {
      runAsNonRoot: !context.runAsNonRoot,
      runAsUser: context.runAsUser === 0,
      seccompProfile: !['RuntimeDefault', 'Localhost'].includes(context.seccompProfile?.type ?? ''),
      allowPrivilegeEscalation: context.allowPrivilegeEscalation !== false,
      privileged: context.privileged,
      capabilities: !drop.includes('ALL') || add.some((capability) => capability !== 'NET_BIND_SERVICE'),
      procMount: context.procMount === 'Unmasked',
      hostPort: container.ports?.some(({ hostPort }) => hostPort),
    };
    return Object.entries(breached).flatMap(([field, is]) => (is ? [`${container.name}.${field}`] : []));
  });
  return [...host, ...volumes.map(({ name }) => `volume ${name}`), ...containers];
}
