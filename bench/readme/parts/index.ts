// All parts that have figures, in the order of bench/README.md.
import type { Part } from "../section.ts";
import { chain } from "./chain.ts";
import { functionSize } from "./function-size.ts";
import { house } from "./house.ts";
import { load } from "./load.ts";
import { operate } from "./operate.ts";
import { readers } from "./readers.ts";
import { strategies } from "./strategies.ts";
import { tick } from "./tick.ts";
import { ticksADay } from "./ticks-a-day.ts";

export const PARTS: readonly Part[] = [
  tick,
  chain,
  strategies,
  readers,
  ticksADay,
  load,
  operate,
  functionSize,
  house,
];
