declare module '*.hbs' {
  const template: import('handlebars').TemplateDelegate;
  export default template;
}

declare module '*.css' {
  const text: string;
  export default text;
}

interface JSON {
  /** Text that JSON.stringify writes as it stands, see https://github.com/tc39/proposal-json-parse-with-source. */
  rawJSON(text: string): unknown;
}
