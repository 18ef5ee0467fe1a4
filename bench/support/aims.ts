// What a figure is meant to be, beside what it is.

export interface Aim {
  aim: string;
  value: number;
  met: boolean;
}

export const atMost = (aim: string, value: number, limit: number): Aim => ({
  aim,
  value,
  met: value <= limit,
});

export const atLeast = (aim: string, value: number, limit: number): Aim => ({
  aim,
  value,
  met: value >= limit,
});

export function printAims(aims: readonly Aim[]): void {
  for (const { aim, value, met } of aims) console.log(`  ${met ? "met    " : "NOT MET"}  ${aim}: ${value}`);
}
