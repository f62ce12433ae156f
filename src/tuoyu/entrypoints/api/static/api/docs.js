// Draws the schema. The badge of the validator would call a foreign server: off.
(() => {
  "use strict";
  const box = document.getElementById("api-docs");
  window.SwaggerUIBundle({
    url: box.dataset.schema,
    domNode: box,
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    deepLinking: true,
    validatorUrl: null,
    defaultModelsExpandDepth: -1,
    displayRequestDuration: true,
    persistAuthorization: false,
  });
})();
