// The last list of all views, for whoever needs a fact of it: the header, the choice of a view.

import { signal } from "@preact/signals";
import type { Overview } from "../api/answers.ts";

export const overview = signal<Overview | null>(null);
