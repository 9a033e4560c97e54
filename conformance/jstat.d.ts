declare module 'jstat' {
  /** The beta distribution; `inv` is its quantile function. */
  const jStat: { readonly beta: { inv(p: number, alpha: number, beta: number): number } };
  export default jStat;
}
