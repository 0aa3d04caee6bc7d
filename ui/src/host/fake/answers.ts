import type { Failure, Items } from "../../contract";

export function failure(code: string, message: string): Failure {
  return { code, message };
}

export function all<T>(items: T[]): Items<T> {
  return { items, total: items.length };
}
