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
 * The fields of a pod that violate the restricted Pod Security Standard; those of a container follow its name.
 * The API server checks the rest: Windows, AppArmor, SELinux and sysctls.
 */
export function restrictedViolations(pod: IPodSpec): string[] {
  const host = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => pod[field]);
  const volumes = (pod.volumes ?? []).filter((volume) =>
    Object.keys(volume).some((key) => key !== 'name' && !VOLUMES.has(key)),
  );
  const containers = [...(pod.initContainers ?? []), ...pod.containers].flatMap((container) => {
    const context = { ...pod.securityContext, ...container.securityContext };
    const { add = [], drop = [] } = context.capabilities ?? {};
    const violated = {
      runAsNonRoot: !context.runAsNonRoot,
      runAsUser: context.runAsUser === 0,
      seccompProfile: !['RuntimeDefault', 'Localhost'].includes(context.seccompProfile?.type ?? ''),
      allowPrivilegeEscalation: context.allowPrivilegeEscalation !== false,
      privileged: context.privileged,
      capabilities: !drop.includes('ALL') || add.some((capability) => capability !== 'NET_BIND_SERVICE'),
      procMount: context.procMount === 'Unmasked',
      hostPort: container.ports?.some(({ hostPort }) => hostPort),
    };
    return Object.entries(violated).flatMap(([field, is]) => (is ? [`${container.name}.${field}`] : []));
  });
  return [...host, ...volumes.map(({ name }) => `volume ${name}`), ...containers];
}
