// What comes after a change of a view, as lines for the person at the terminal.

export const PUSH = ["supabase db push, or for the local database: supabase migration up"];
