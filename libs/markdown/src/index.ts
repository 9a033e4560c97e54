export { issueLink } from './issue-link.ts';
export { writeSection } from './marked-section.ts';
export { markdownTable } from './markdown-table.ts';
export { textTable } from './text-table.ts';
