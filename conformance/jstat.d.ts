declare module 'jstat' {
  const jStat: {
    /** The beta distribution; `inv` is its quantile function. */
    readonly beta: { inv(p: number, alpha: number, beta: number): number };
    median(values: readonly number[]): number;
  };
  export default jStat;
}
