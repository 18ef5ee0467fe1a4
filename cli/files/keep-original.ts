// Where a file of the user's is kept before another takes its place.

/** The first name of file.orig, file.orig.1, … that is not there. */
export function originalPathOf(file: string, exists: (file: string) => boolean): string {
  const first = `${file}.orig`;
  let name = first;
  for (let number = 1; exists(name); number += 1) name = `${first}.${number}`;
  return name;
}
