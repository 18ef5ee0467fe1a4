// Completion for zsh, with a line of explanation for each word.
import type { CommandWords } from "../../deps.ts";

export function zshScript(commands: CommandWords[]): string {
  const list = commands.map(({ name, summary }) => `    ${quote(`${name}:${summary}`)}`);
  const cases = commands.map(({ name, options, choices }) => {
    const specs = options.map(({ flag, takesValue, summary }) =>
      quote(`${flag}[${summary.replaceAll(/[[\]:]/g, " ")}]${takesValue ? ":value:" : ""}`),
    );
    const rest = choices.length > 0 ? `'1:word:(${choices.join(" ")})' ` : "";
    return `    ${name}) _arguments ${rest}${specs.join(" ")} '--help[print this help]' '*:file:_files' ;;`;
  });
  return `_refresh_dashboard() {
  local -a commands
  commands=(
${list.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join("\n")}
  esac
}
compdef _refresh_dashboard refresh-dashboard
`;
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
