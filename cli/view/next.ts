// What comes after a migration was written, as a line for the person at the terminal.

export const PUSH = "supabase db push     # the local database; with --remote the linked project";
