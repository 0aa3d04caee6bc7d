/** Leaves a mark in the page's own timeline (User Timing) once what is drawn now is on the screen. Stops when called. */
export function markPainted(name: string): () => void {
  const frame = requestAnimationFrame(() => setTimeout(() => performance.mark(name)));
  return () => cancelAnimationFrame(frame);
}
