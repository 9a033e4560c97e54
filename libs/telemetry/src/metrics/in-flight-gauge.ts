/** How many there are of each kind at a time; a gauge takes it when it is read, which is seldom, and not at each change. */
export class InFlightGauge extends Map<string, number> {
  inc(label: string): void {
    this.set(label, (this.get(label) ?? 0) + 1);
  }

  dec(label: string): void {
    this.set(label, (this.get(label) ?? 0) - 1);
  }
}
