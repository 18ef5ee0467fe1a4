// The words of the ledger's page.

import { defineText } from "../i18n/define-text.ts";

export const t = defineText(
  {
    title: "Runs",
    intro: "Every attempt to refresh, the latest first. Ticks that found nothing to do write none.",
    view: "View",
    all_views: "All views",
    status: "Outcome",
    all_statuses: "All outcomes",
    since: "Since",
    all_times: "All that is kept",
    "1h": "The last hour",
    "24h": "The last 24 hours",
    "7d": "The last 7 days",
    none: "No run is like that.",
    none_help: "Choose other filters above.",
    more: "Older ones",
    shown: { one: "{count} run shown", other: "{count} runs shown" },
  },
  {
    title: "Ejecuciones",
    intro:
      "Cada intento de refrescar, lo último primero. Los ticks que no hallan nada que hacer no escriben ninguna.",
    view: "Vista",
    all_views: "Todas las vistas",
    status: "Resultado",
    all_statuses: "Todos los resultados",
    since: "Desde",
    all_times: "Todo lo que se guarda",
    "1h": "La última hora",
    "24h": "Las últimas 24 horas",
    "7d": "Los últimos 7 días",
    none: "Ninguna ejecución es así.",
    none_help: "Elija otros filtros arriba.",
    more: "Más antiguas",
    shown: { one: "{count} ejecución mostrada", other: "{count} ejecuciones mostradas" },
  },
);
