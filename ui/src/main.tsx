import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { keepTheme } from "./app/appearance";
import { tauriHost } from "./host/tauri";
import "./styles/base.css";

keepTheme();
const place = document.getElementById("root");
if (!place) throw new Error("index.html has no #root");
createRoot(place).render(
  <StrictMode>
    <App host={tauriHost} />
  </StrictMode>,
);
