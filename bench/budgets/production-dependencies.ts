/** A package-lock.json of version 3, as far as it is looked at. */
export interface PackageLock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}

/** How many packages production needs: those that package.json names, and all that are then installed. */
export function countProductionDependencies({ packages }: PackageLock): { direct: number; all: number } {
  const { '': root, ...installed } = packages;
  const all = Object.values(installed).filter(({ dev, optional, devOptional }) => !dev && !optional && !devOptional);
  return { direct: Object.keys(root?.dependencies ?? {}).length, all: all.length };
}
