/** A part of a text, without the spaces around it, with its position. */
export interface TextPart {
  readonly text: string;
  /** Of its first character in the whole text, from 1. */
  readonly position: number;
}

/** The parts between separators: one more than there are separators. */
export function split(part: TextPart, separator: string): [TextPart, ...TextPart[]] {
  let { position } = part;
  return part.text.split(separator).map((text) => {
    const piece = trimmed(text, position);
    position += text.length + 1;
    return piece;
  }) as [TextPart, ...TextPart[]];
}

/** The part before the first separator and, if there is one, the part after it. */
export function splitOnce(part: TextPart, separator: string): [TextPart, TextPart?] {
  const at = part.text.indexOf(separator);
  if (at === -1) return [part];
  const { text, position } = part;
  return [trimmed(text.slice(0, at), position), trimmed(text.slice(at + 1), position + at + 1)];
}

/** The empty part at the end of another, where something is missing. */
export function endOf({ text, position }: TextPart): TextPart {
  return { text: '', position: position + text.length };
}

function trimmed(text: string, position: number): TextPart {
  const start = text.trimStart();
  return { text: start.trimEnd(), position: position + text.length - start.length };
}
