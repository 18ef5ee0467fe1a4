// Adds Spanish to cronstrue; the package has no types for it.
declare module "cronstrue/locales/es.js";
