// The name of a project of the platform, checked before it gets anywhere.
import { z } from "zod";
import { PROJECT_REF } from "../../supabase/linked-ref.ts";

export const projectRefSchema = z
  .string()
  .regex(
    PROJECT_REF,
    "is no project ref: twenty lower-case letters, as in https://supabase.com/dashboard/project/REF",
  );
