// Times as the database writes them: ISO 8601 with a zone, by which schemas of JSON know them too.

import * as z from "zod/mini";

/** A time. */
export const time = z.string().check(z.meta({ format: "date-time" }));

/** A time, or null while it is not known. */
export const instant = z.nullable(time);
