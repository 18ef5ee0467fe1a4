// npm run example -- <name>
import { StackError } from "../stack/index.ts";
import { playExample, readExampleConfig } from "./play-example.ts";
import { listExamples, readExample } from "./read-example.ts";

const [name = "", ...rest] = process.argv.slice(2);
if (!listExamples().includes(name) || rest.length > 0) {
  console.error(`usage: npm run example -- ${listExamples().join(" | ")}`);
  process.exit(2);
}
try {
  const example = readExample(name);
  const config = readExampleConfig(example, process.env);
  await playExample(example, config, (line) => console.log(line));
  const { port } = new URL(config.url);
  console.log(`
It goes on at ${config.url}. With its variables, for psql and curl:
  eval "$(STACK_PORT=${port} STACK_DIR=${config.dir} npm run --silent stack -- env | sed 's/^/export /')"
To stop it:
  STACK_PORT=${port} STACK_DIR=${config.dir} npm run stack -- down`);
} catch (error) {
  console.error(error instanceof StackError ? `example: ${error.message}` : error);
  process.exitCode = 1;
}
