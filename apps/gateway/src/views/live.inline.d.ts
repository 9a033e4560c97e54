/** The script as text, which views-plugin.ts makes of it. */
declare const text: string;
export default text;
