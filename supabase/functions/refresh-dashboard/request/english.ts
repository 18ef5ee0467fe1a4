// What zod says in English. Unlike `zod`, `zod/mini` comes without messages; this is one language of its sixty, and the
// path keeps a bundle from taking the others along. It is set for the whole process, so not by the contract: a client takes
// that into a process of somebody else's.

import * as z from "zod/mini";
import en from "zod/v4/locales/en.js";

z.config(en());
