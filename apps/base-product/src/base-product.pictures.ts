/** The SVG elements of each picture, in a view box of 48 by 48. */
const DRAWINGS: Readonly<Record<string, string>> = {
  shirt: '<path d="M17 9l7 4 7-4 10 7-5 8-4-2v17H16V22l-4 2-5-8z"/>',
  trousers: '<path d="M15 8h18l4 32h-9l-4-20-4 20h-9z"/>',
  dress: '<path d="M19 7l5 4 5-4 3 4-3 9 8 20H11l8-20-3-9z"/>',
  jacket: '<path d="M17 8l7 3 7-3 9 7 2 21h-7l-2-11v15H15V25l-2 11H6l2-21z"/><path d="M24 11v29"/>',
  shoe: '<path d="M7 18l8 2 5-4 5 8 12 4c4 1 5 4 4 8H7z"/><path d="M7 31h34"/>',
  bag: '<path d="M9 18h30l3 22H6z"/><path d="M17 18c0-12 14-12 14 0"/>',
  hat: '<path d="M14 30c0-22 20-22 20 0"/><path d="M5 30c10 6 28 6 38 0-8 10-30 10-38 0z"/>',
  watch: '<circle cx="24" cy="24" r="10"/><path d="M19 14l1-9h8l1 9M19 34l1 9h8l1-9M24 18v6l4 3"/>',
  mug: '<path d="M10 13h22v20c0 6-22 6-22 0z"/><path d="M32 18c9-1 9 12 0 11"/>',
  lamp: '<path d="M16 8h16l6 15H10z"/><path d="M24 23v16M15 40h18"/>',
  chair: '<path d="M14 6h20v18H14zM12 24h24v6H12zM14 30v12M34 30v12"/>',
  book: '<path d="M24 12c-6-4-12-4-17-3v28c5-1 11-1 17 3 6-4 12-4 17-3V9c-5-1-11-1-17 3zM24 12v28"/>',
  toy: '<path d="M9 24h14v14H9zM25 24h14v14H25zM17 9h14v14H17z"/>',
  headphones: '<path d="M9 32V26c0-20 30-20 30 0v6"/><path d="M7 28h7v12H7zM34 28h7v12h-7z"/>',
  bottle: '<path d="M20 6h8v8l4 6v21H16V20l4-6zM16 26h16"/>',
  plant:
    '<path d="M15 30h18l-3 12H18z"/><path d="M24 30V16M24 20c-12 0-12-10-11-12 8 0 11 5 11 12zM24 24c0-8 4-12 12-12 1 7-4 12-12 12z"/>',
};

/** The names of the pictures. */
export const PICTURES: readonly string[] = Object.keys(DRAWINGS);

/** A data: URL of the picture, or empty for an empty name. */
export function pictureUrl(name: string): string {
  const drawing = DRAWINGS[name];
  if (!drawing) return '';
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" fill="#dfe7e3" stroke="#2f4f4a" ' +
    `stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round">${drawing}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
