// The commands, in the order of the help.
import type { CommandEntry } from "../command.ts";

export const COMMANDS: CommandEntry[] = [
  { name: "init", load: async () => (await import("./init/init.ts")).init },
  { name: "upgrade", load: async () => (await import("./upgrade/upgrade.ts")).upgrade },
  { name: "manage", load: async () => (await import("./manage/manage.ts")).manage },
  { name: "unmanage", load: async () => (await import("./unmanage/unmanage.ts")).unmanage },
  { name: "deploy", load: async () => (await import("./deploy.ts")).deploy },
  { name: "undeploy", load: async () => (await import("./undeploy.ts")).undeploy },
  { name: "status", load: async () => (await import("./status/status.ts")).status },
  { name: "watch", load: async () => (await import("./watch/watch.ts")).watch },
  { name: "refresh", load: async () => (await import("./refresh/refresh.ts")).refresh },
  { name: "cancel", load: async () => (await import("./cancel/cancel.ts")).cancel },
  { name: "pause", load: async () => (await import("./pause/pause.ts")).pause },
  { name: "resume", load: async () => (await import("./pause/resume.ts")).resume },
  { name: "every", load: async () => (await import("./settings/every.ts")).every },
  { name: "set", load: async () => (await import("./settings/set.ts")).set },
  { name: "settings", load: async () => (await import("./settings/settings.ts")).settings },
  { name: "dump", load: async () => (await import("./settings-file/dump.ts")).dump },
  { name: "apply", load: async () => (await import("./settings-file/apply.ts")).apply },
  { name: "runs", load: async () => (await import("./runs/runs.ts")).runs },
  { name: "run", load: async () => (await import("./runs/run.ts")).run },
  { name: "drift", load: async () => (await import("./drift/drift.ts")).drift },
  { name: "doctor", load: async () => (await import("./doctor/doctor.ts")).doctor },
  { name: "alerts", load: async () => (await import("./alerts/alerts.ts")).alerts },
  { name: "page", load: async () => (await import("./page/page.ts")).page },
  { name: "completion", load: async () => (await import("./completion/completion.ts")).completion },
];
