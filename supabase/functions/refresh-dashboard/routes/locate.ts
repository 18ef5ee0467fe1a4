// Where something is that an answer tells of, for the header Location.

/**
 * Names a path of this API relative to the call that is answered (RFC 9110, section 10.2.2): only the caller knows under
 * which URL the platform serves it.
 *
 * @param template the path; a name in braces, with dots in between, stands for that member of the answer.
 * @param answer the answer.
 * @param path the path that was called, as the contract has it.
 * @param request the call, whose URL may end in a slash.
 * @returns null where the answer has no such member.
 */
export function locate(template: string, answer: unknown, path: string, request: Request): string | null {
  const names = [...template.matchAll(/\{([\w.]+)\}/g)].map(([, name = ""]) => name);
  if (names.some((name) => memberOf(answer, name) == null)) return null;
  const target = template.replace(/\{([\w.]+)\}/g, (_all, name: string) =>
    encodeURIComponent(String(memberOf(answer, name))),
  );
  const folders = path.split("/").length - 2 + (new URL(request.url).pathname.endsWith("/") ? 1 : 0);
  return (folders === 0 ? "." : Array(folders).fill("..").join("/")) + target;
}

const memberOf = (answer: unknown, name: string): unknown =>
  name
    .split(".")
    .reduce<unknown>((within, part) => (within as Record<string, unknown> | null)?.[part], answer);
