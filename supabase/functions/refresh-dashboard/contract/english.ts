// What zod says in English. Unlike `zod`, `zod/mini` comes without messages; this is one language of its sixty, and the
// path keeps a bundle from taking the others along.

import * as z from "zod/mini";
import en from "zod/v4/locales/en.js";

z.config(en());
