import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import GithubSlugger from 'github-slugger';
import type { Root, RootContent, Table } from 'mdast';
import { toString } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';

import { parseMarkdown } from './parse-markdown.ts';

/** A piece of code in a document. */
export interface Code {
  /** The document's path from the root of the repository. */
  readonly document: string;
  readonly line: number;
  readonly text: string;
}

/** A Markdown document of the repository, parsed. */
export interface MarkdownDocument {
  readonly path: string;
  /** Blocks of shell commands, as their language says. */
  readonly shellBlocks: readonly Code[];
  /** Code within a line, without the columns of tables that are about the past. */
  readonly inlineCode: readonly Code[];
  readonly links: readonly { readonly url: string; readonly line: number }[];
  /** Of all headings, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>;
}

/** Every document but reports, which are records of runs, and not kept up to date. */
export function documents(): MarkdownDocument[] {
  const tracked = execFileSync('git', ['ls-files', '*.md'], { encoding: 'utf8' }).trim().split('\n');
  return tracked.filter((path) => !path.startsWith('conformance/reports/')).map(readDocument);
}

export function readDocument(path: string): MarkdownDocument {
  const root = withoutPast(readFileSync(path, 'utf8'));
  const slugger = new GithubSlugger();
  const shellBlocks: Code[] = [];
  const inlineCode: Code[] = [];
  const links: { url: string; line: number }[] = [];
  const anchors = new Set<string>();
  const lineOf = ({ position }: RootContent | Root) => position?.start.line ?? 0;
  visit(root, (node) => {
    if (node.type === 'code' && node.lang === 'sh') {
      shellBlocks.push({ document: path, line: lineOf(node), text: node.value });
    } else if (node.type === 'inlineCode') {
      inlineCode.push({ document: path, line: lineOf(node), text: node.value });
    } else if (node.type === 'link' || node.type === 'image' || node.type === 'definition') {
      links.push({ url: node.url, line: lineOf(node) });
    } else if (node.type === 'heading') {
      anchors.add(slugger.slug(toString(node)));
    }
  });
  return { path, shellBlocks, inlineCode, links, anchors };
}

/** Without the columns of tables whose heading is a year: their commands are those of that year. */
function withoutPast(markdown: string): Root {
  const root = parseMarkdown(markdown);
  visit(root, 'table', (table: Table) => {
    const [headings] = table.children;
    const past = headings?.children.findIndex((cell) => Number(toString(cell)) > 2000) ?? -1;
    if (past >= 0) for (const row of table.children) row.children.splice(past, 1);
  });
  return root;
}
