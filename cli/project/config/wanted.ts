// What supabase/config.toml needs for the function: tables, their keys, and the comments that say why.

export interface WantedKey {
  key: string;
  value: string | boolean;
  comment?: string;
  /** It has to be this. Where it is not, another value is the user's choice. */
  isRequired: boolean;
  /** What the CLI takes it for anyway: written for the reader, where the table is new. */
  isDefault?: true;
}

export interface WantedTable {
  /** The words of its header. */
  name: string[];
  keys: WantedKey[];
}

export const WANTED_CONFIG: WantedTable[] = [
  {
    name: ["functions", "refresh-dashboard"],
    keys: [
      { key: "enabled", value: true, isRequired: false, isDefault: true },
      {
        key: "verify_jwt",
        value: false,
        comment:
          "The handler verifies keys, sign-ins and signatures itself: a signed trigger carries no key, and /health needs none.",
        isRequired: true,
      },
      { key: "entrypoint", value: "./functions/refresh-dashboard/index.ts", isRequired: true },
      { key: "import_map", value: "./functions/refresh-dashboard/deno.json", isRequired: true },
    ],
  },
  {
    name: ["db", "vault"],
    keys: [
      {
        key: "project_url",
        value: "env(REFRESH_DASHBOARD_PROJECT_URL)",
        comment: "Where the database finds the Edge Function refresh-dashboard. See .env.example.",
        isRequired: false,
      },
      {
        key: "refresh_dashboard_trigger_secret",
        value: "env(REFRESH_DASHBOARD_TRIGGER_SECRET)",
        comment: "What the database signs its triggers with.",
        isRequired: false,
      },
    ],
  },
  {
    name: ["edge_runtime", "secrets"],
    keys: [
      {
        key: "REFRESH_DASHBOARD_TRIGGER_SECRET",
        value: "env(REFRESH_DASHBOARD_TRIGGER_SECRET)",
        comment: "The function verifies triggers with the secret that the database signs them with.",
        isRequired: false,
      },
    ],
  },
];
