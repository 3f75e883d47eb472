import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["build/", "node_modules/", ".venv/", "var/"] },
  js.configs.recommended,
  {
    files: ["static/js/**/*.js"],
    languageOptions: { globals: { ...globals.browser, htmx: "readonly" } },
    rules: {
      complexity: ["error", 15],
      "max-lines": ["error", 240],
      "no-restricted-syntax": [
        "error",
        { selector: "ImportDeclaration[source.value=/^\\./]", message: "Own modules are imported as #k8sviz/…: file names are hashed." },
      ],
      "prefer-const": "error",
      eqeqeq: "error",
      "no-var": "error",
    },
  },
  { files: ["tests/js/**", "assets/**", "eslint.config.js", "bench/**"], languageOptions: { globals: globals.node } },
];
