// Completion for bash, without the package bash-completion: words from this version's own list of commands.
import type { CommandWords } from "../../deps.ts";

export function bashScript(commands: CommandWords[]): string {
  const cases = commands.map(({ name, options, choices }) => {
    const words = [...choices, ...options.map(({ flag }) => flag), "--help"];
    return `    ${name}) words="${words.join(" ")}" ;;`;
  });
  const valued = [
    ...new Set(
      commands.flatMap(({ options }) =>
        options.filter(({ takesValue }) => takesValue).map(({ flag }) => flag),
      ),
    ),
  ];
  return `_refresh_dashboard() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" words="" index
  COMPREPLY=()
  case "$previous" in
    --workdir) COMPREPLY=($(compgen -d -- "$current")); return ;;
    ${valued.filter((flag) => flag !== "--workdir").join("|")}) return ;;
  esac
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "\${COMP_WORDS[index]}" in
      refresh-dashboard|-*) ;;
      *) command="\${COMP_WORDS[index]}"; break ;;
    esac
  done
  case "$command" in
    "") words="${commands.map(({ name }) => name).join(" ")} --help --version" ;;
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [[ $command == apply && $current != -* ]]; then COMPREPLY+=($(compgen -f -- "$current")); fi
}
complete -F _refresh_dashboard refresh-dashboard
`;
}
