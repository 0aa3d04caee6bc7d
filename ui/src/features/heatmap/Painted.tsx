import { useLayoutEffect, useRef } from "react";
import type { LoadedHeatmap } from "../../host/host";
import styles from "./Painted.module.css";

/** The picture that the host painted, pixel for pixel, as wide as there is room for. */
export function Painted({ heatmap, label }: { heatmap: LoadedHeatmap; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { picture } = heatmap.view;
  useLayoutEffect(() => {
    const drawn = canvas.current?.getContext("2d");
    if (!drawn || !picture || heatmap.pixels.length !== picture.width * picture.height * 4) return;
    drawn.putImageData(new ImageData(heatmap.pixels, picture.width, picture.height), 0, 0);
  }, [heatmap, picture]);
  if (!picture) return null;
  return (
    <canvas
      ref={canvas}
      className={styles.picture}
      role="img"
      aria-label={label}
      width={picture.width}
      height={picture.height}
    />
  );
}
