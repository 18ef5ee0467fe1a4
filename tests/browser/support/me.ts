// Who looks, as GET /me answers it.

const version = { function: "0.2.0", database: "0.2.0" };

export const OPERATOR = { name: "ana@example.com", role: "operator", may_act: true, version };
export const VIEWER = { name: "leo@example.com", role: "viewer", may_act: false, version };
