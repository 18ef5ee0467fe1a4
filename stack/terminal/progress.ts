// Progress lines, on stderr so that `env` and `status` keep stdout for themselves.
export type Progress = (line: string) => void;

export const printProgress: Progress = (line) => {
  process.stderr.write(`stack: ${line}\n`);
};
