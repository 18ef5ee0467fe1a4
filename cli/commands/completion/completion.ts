// refresh-dashboard completion SHELL: a script that makes the shell complete this program's words.
import { z } from "zod";
import { defineCommand } from "../../command.ts";
import { NOTHING } from "../../terminal/outcome.ts";
import { bashScript } from "./bash-script.ts";
import { zshScript } from "./zsh-script.ts";

const SHELLS = ["bash", "zsh"] as const;

export const completion = defineCommand({
  name: "completion",
  summary: "print a script that completes commands and options in bash or zsh",
  description:
    'Prints a script for the shell. For bash: eval "$(npx refresh-dashboard completion bash)" in ~/.bashrc. For zsh: the ' +
    "same with zsh in ~/.zshrc, after compinit.",
  examples: ["completion bash"],
  arguments: [{ name: "SHELL", summary: SHELLS.join(" or "), choices: SHELLS }],
  options: [],
  input: z.object({ shell: z.enum(SHELLS, "is neither bash nor zsh") }),
  without: ["--dry-run", "--yes"],
  run: async (deps, { shell }) => {
    const commands = await deps.listCommands();
    const script = shell === "bash" ? bashScript(commands) : zshScript(commands);
    return { ...NOTHING, report: script.trimEnd().split("\n"), data: { shell, script } };
  },
});
