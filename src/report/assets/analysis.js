"use strict";
// The charts of an analysis, from the data in #silith-data (docs/formats/report.md).
const page = JSON.parse(document.getElementById("silith-data").textContent);
document.querySelectorAll("[data-chart=traces]").forEach(traces_chart);
