declare module '*.hbs' {
  const template: import('handlebars').TemplateDelegate;
  export default template;
}

declare module '*.css' {
  const text: string;
  export default text;
}
