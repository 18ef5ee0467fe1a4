// Heads that two servers may read differently, and the body that hides a second request behind the end one of them sees.

export type Carrier = readonly [
  name: string,
  headers: [name: string, value: string][],
  body: (hidden: string) => string,
];

const asItIs = (hidden: string) => hidden;
/** Behind what ends a body in chunks. */
const afterAnEnd = (hidden: string) => `0\r\n\r\n${hidden}`;

export const CARRIERS: readonly Carrier[] = [
  [
    "two lengths",
    [
      ["Content-Length", "0"],
      ["Content-Length", "400"],
    ],
    asItIs,
  ],
  ["two lengths in one header", [["Content-Length", "0, 400"]], asItIs],
  [
    "a length and chunks",
    [
      ["Content-Length", "4"],
      ["Transfer-Encoding", "chunked"],
    ],
    afterAnEnd,
  ],
  [
    "chunks and a length",
    [
      ["Transfer-Encoding", "chunked"],
      ["Content-Length", "400"],
    ],
    afterAnEnd,
  ],
  [
    "chunks that are no chunks",
    [
      ["Transfer-Encoding", "xchunked"],
      ["Content-Length", "4"],
    ],
    afterAnEnd,
  ],
  [
    "chunks named twice",
    [
      ["Transfer-Encoding", "chunked"],
      ["Transfer-Encoding", "identity"],
    ],
    afterAnEnd,
  ],
  [
    "a space before the colon",
    [
      ["Transfer-Encoding ", "chunked"],
      ["Content-Length", "4"],
    ],
    afterAnEnd,
  ],
  ["a chunk of a negative size", [["Transfer-Encoding", "chunked"]], (hidden) => `-1\r\n\r\n${hidden}`],
  ["a length with a sign", [["Content-Length", "+0"]], asItIs],
  ["a length that is negative", [["Content-Length", "-1"]], asItIs],
  [
    "a folded header",
    [
      ["X-Fold", "a\r\n Content-Length: 0"],
      ["Content-Length", "0"],
    ],
    asItIs,
  ],
  [
    "a line feed alone",
    [
      ["X-Bare", "a\nContent-Length: 400"],
      ["Content-Length", "0"],
    ],
    asItIs,
  ],
  ["a carriage return in a value", [["X-Return", "a\rapikey: x"]], () => ""],
  ["a NUL in a value", [["X-Nul", "a\u0000b"]], () => ""],
  ["100 KiB of headers", [["X-Long", "x".repeat(100 * 1024)]], () => ""],
];
