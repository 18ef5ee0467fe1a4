// Writing that lasts: what is written is on the disk before its name says so.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const DEFAULT_MODE = 0o644;

/** The file is new. */
export function writeNew(file: string, text: string, mode = DEFAULT_MODE): void {
  const descriptor = openSync(file, "w", mode);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Whole or not at all. */
export function replace(file: string, text: string): void {
  try {
    writeNew(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  } catch (error) {
    // What a full disk has taken of it.
    rmSync(`${file}.new`, { force: true });
    throw error;
  }
  syncFolder(path.dirname(file));
}

/** Makes names that were given or taken last. Some file systems cannot. */
export function syncFolder(dir: string): void {
  try {
    const descriptor = openSync(dir, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // The names are there all the same, and survive all but a loss of power.
  }
}
