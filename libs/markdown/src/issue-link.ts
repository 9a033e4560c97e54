/**
 * A link to an issue or a pull request on GitHub with the text that people write for it.
 *
 * @param url such as https://github.com/istio/istio/issues/6335, whose text is istio#6335
 */
export function issueLink(url: string): string {
  const [repository = '', , number = ''] = new URL(url).pathname.split('/').slice(2);
  return `[${repository}#${number}](${url})`;
}
