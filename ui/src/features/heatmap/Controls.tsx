import { Button, Checkbox, Field, Segmented, Select } from "../../components";
import type { HeatmapView } from "../../contract";
import { type HeatmapSearch, LAYERS, type Look, PALETTES, percentileOf, RADIUS, radiusOf } from "./ask";
import styles from "./Controls.module.css";
import { LAYER_HINTS, LAYER_NAMES, PALETTE_NAMES, WIDTH_NAMES } from "./words";

interface ControlsProps {
  search: HeatmapSearch;
  look: Look;
  view: HeatmapView | undefined;
  picture: string | null;
  canAskServer: boolean;
  asksServer: boolean;
  onSearch: (search: HeatmapSearch) => void;
  onLook: (look: Look) => void;
  onPicture: () => void;
}

/** What is shown and how: page, width, layer, colours, background. */
export function Controls(props: ControlsProps) {
  const { search, look, view, picture, canAskServer, asksServer, onSearch, onLook, onPicture } = props;
  const layer = search.layer ?? "click";
  const set = (change: Partial<Look>) => onLook({ ...look, ...change });
  const fault =
    look.percentile.trim() !== "" && percentileOf(look.percentile) === undefined
      ? "Between 0 and 100"
      : undefined;
  return (
    <div className={styles.controls}>
      <Select
        label="Layer"
        value={layer}
        options={LAYERS.map((value) => ({ value, label: LAYER_NAMES[value] }))}
        onChange={(value) => onSearch({ ...search, layer: value })}
      />
      <PageAndWidth view={view} search={search} onSearch={onSearch} />
      <Field
        label="Radius in px"
        className={styles.number}
        inputMode="decimal"
        fault={radiusOf(look.radius) === undefined ? `Between ${RADIUS.least} and ${RADIUS.most}` : undefined}
        value={look.radius}
        onChange={(event) => set({ radius: event.target.value })}
      />
      <Field
        label="Percentile"
        className={styles.number}
        placeholder="Most"
        fault={fault}
        inputMode="decimal"
        value={look.percentile}
        onChange={(event) => set({ percentile: event.target.value })}
      />
      <Select
        label="Colours"
        value={look.palette}
        options={PALETTES.map((value) => ({ value, label: PALETTE_NAMES[value] }))}
        onChange={(palette) => set({ palette })}
      />
      <Segmented
        label="Background"
        value={look.background}
        options={[
          { value: "page", label: "Page" },
          { value: "picture", label: "Picture" },
          { value: "none", label: "None" },
        ]}
        onChange={(background) => set({ background })}
      />
      {look.background === "picture" && (
        <Button onClick={onPicture}>{picture === null ? "Choose picture…" : `${picture}…`}</Button>
      )}
      {layer !== "scroll" && (
        <Checkbox
          label="Fixed elements"
          checked={look.fixed}
          onChange={(event) => set({ fixed: event.target.checked })}
        />
      )}
      {!search.recording && (
        <Checkbox
          label="Ask the server"
          disabled={!canAskServer}
          checked={asksServer}
          onChange={(event) => set({ server: event.target.checked })}
        />
      )}
      <p className={styles.hint}>
        {LAYER_HINTS[layer]}. {view && `Addresses: ${view.folds.join("; ")}.`}
      </p>
    </div>
  );
}

/** Pages and widths that there is something of. Widths are never mixed. */
function PageAndWidth({ view, search, onSearch }: Pick<ControlsProps, "view" | "search" | "onSearch">) {
  if (!view) return null;
  const here = { page: view.page, width: view.width, visits: 0 };
  const all = [here, ...view.others];
  const pages = [...new Set(all.map((one) => one.page))].filter((page) => page !== "");
  const widths = all.filter((one) => one.page === view.page).map((one) => one.width);
  return (
    <>
      {pages.length > 0 && (
        <Select
          label="Page"
          className={styles.page}
          value={view.page}
          options={pages.map((page) => ({ value: page, label: page }))}
          onChange={(page) => onSearch({ ...search, page, width: undefined })}
        />
      )}
      <Select
        label="Width"
        value={view.width}
        options={[...new Set(widths)].map((width) => ({ value: width, label: WIDTH_NAMES[width] ?? width }))}
        onChange={(width) => onSearch({ ...search, page: view.page, width })}
      />
    </>
  );
}
