// Built by npm run build:sql from package.json.
export const VERSION = "0.2.0";
