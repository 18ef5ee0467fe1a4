// What an attacker writes into a text, and what he makes of a JSON document.
import fc, { type Arbitrary } from "fast-check";

/** SQL, templates, paths and odd Unicode that the schemas let pass: the database has to bear them. */
export const HOSTILE_TEXTS = [
  "'; drop table dashboard_refresh.views cascade; --",
  "x'; create table public.injected (); --",
  'x"; create table public.injected (); --',
  "x'); select pg_sleep(5); --",
  'public.mv"; refresh materialized view public.mv; --',
  "$$ || (select decrypted_secret from vault.decrypted_secrets limit 1) || $$",
  "1 or 1=1",
  "%s%I%L%1$s%n",
  "\\'; select 1; --",
  "U&'\\0027'",
  "*/5 * * * *'); select cron.schedule('x','* * * * *','select 1'); --",
  "0/0 0/0 0/0 0/0 0/0",
  "99999999999999999999 * * * *",
  `${"1,".repeat(90)}x * * * *`,
  "999999999999 years",
  "../../etc/passwd",
  "{{constructor.constructor('return 1')()}}",
  "<script>alert(1)</script>",
  "__proto__",
  "constructor",
  "\u202e\u2066abc",
  "\ufeff\u00a0",
  "ﬃ".repeat(60),
  "👩‍👩‍👧".repeat(20),
  "a".repeat(200),
  '"',
  '""."".""',
  'a."b',
  ".",
  "public.",
];

/** Texts that no schema lets pass. */
export const FORBIDDEN_TEXTS = [
  "",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\udfff x",
  "\n",
  "\u001b[2J",
  "\u0085",
  "a".repeat(201),
];

const deep = (open: string, close: string, times: number) => `${open.repeat(times)}1${close.repeat(times)}`;

/** Bodies that are no request, whatever the route. */
export const HOSTILE_BODIES: readonly (readonly [name: string, body: string | Uint8Array])[] = [
  ["nested 5,000 arrays deep", deep("[", "]", 5_000)],
  ["nested 2,000 objects deep", deep('{"a":', "}", 2_000)],
  ["nested within a field", `{"view":${deep("[", "]", 5_000)}}`],
  ["of 17 KiB", JSON.stringify({ view: "x".repeat(17_000) })],
  ["not UTF-8", Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ["overlong UTF-8", Uint8Array.from([...Buffer.from('{"view":"'), 0xc0, 0x80, ...Buffer.from('"}')])],
  [
    "a surrogate in UTF-8",
    Uint8Array.from([...Buffer.from('{"view":"'), 0xed, 0xa0, 0x80, ...Buffer.from('"}')]),
  ],
  ["UTF-16", Buffer.from('{"view":"x"}', "utf16le")],
  ["a byte order mark first", `\ufeff${JSON.stringify({ view: "x" })}`],
  ["a NUL in a text", '{"view":"a\\u0000b"}'],
  ["a raw NUL", '{"view":"a\u0000b"}'],
  ["a lone surrogate", '{"view":"\\ud800"}'],
  ["a key that is NUL", '{"\\u0000":1}'],
  ["a prototype as a key", '{"__proto__":{"force":true,"view":"x"}}'],
  ["a constructor as a key", '{"constructor":{"prototype":{"force":true}}}'],
  ["a key twice, the second wrong", '{"view":"x","view":1}'],
  ["a number that overflows", '{"wait_seconds":1e999,"failure_limit":1e999}'],
  ["an array", "[]"],
  ["null", "null"],
  ["a text", '"view"'],
  ["a number", "1"],
  ["cut off", '{"view":"x'],
  ["two documents", "{}{}"],
  ["a comment", "{/* */}"],
  ["NaN", '{"wait_seconds":NaN}'],
  [
    "1,000 unknown fields",
    JSON.stringify(Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, i]))),
  ],
];

/** Spoils a request's members: an unknown one, one of a wrong type, one that is too much. */
export function spoiled(members: Arbitrary<Record<string, unknown>>): Arbitrary<Record<string, unknown>> {
  const wrong = fc.oneof(
    fc.constantFrom<unknown>(null, [], {}, [1], { a: 1 }, 1e308, -1, 2 ** 31, 0.1, true, "true", "1"),
    fc.constantFrom(...FORBIDDEN_TEXTS),
    fc.jsonValue({ maxDepth: 4 }),
  );
  return fc
    .tuple(members, fc.nat(), wrong, fc.constantFrom("change", "add", "both"), fc.string({ maxLength: 20 }))
    .map(([given, index, value, how, name]) => {
      const names = Object.keys(given);
      const chosen = names[index % (names.length || 1)] ?? "view";
      return {
        ...given,
        ...(how === "add" ? {} : { [chosen]: value }),
        ...(how === "change" ? {} : { [name]: value }),
      };
    });
}
