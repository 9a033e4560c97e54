/** In-flight requests or calls by label. The gauge of prom-client reads it when metrics are collected. */
export class InFlightGauge extends Map<string, number> {
  inc(label: string): void {
    this.set(label, (this.get(label) ?? 0) + 1);
  }

  dec(label: string): void {
    this.set(label, (this.get(label) ?? 0) - 1);
  }
}
