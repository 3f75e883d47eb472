// Puts the third-party browser code of the lockfile where Django finds it: build/static/vendor/.
import { build } from "esbuild";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";

const OUT = "build/static/vendor";
const FONTS = ["inter", "jetbrains-mono", "noto-sans-sc"];

/** @param {string} name The package name behind @fontsource-variable/. */
async function font(name) {
  const home = `node_modules/@fontsource-variable/${name}`;
  const css = await readFile(`${home}/wght.css`, "utf8");
  const files = [...new Set([...css.matchAll(/url\(\.\/files\/([^)]+)\)/g)].map((match) => match[1]))];
  await Promise.all(files.map((file) => cp(`${home}/files/${file}`, `${OUT}/fonts/${file}`)));
  return css.replaceAll("./files/", "fonts/");
}

await rm(OUT, { recursive: true, force: true });
await mkdir(`${OUT}/fonts`, { recursive: true });
await build({
  entryPoints: {
    cytoscape: "node_modules/cytoscape/dist/cytoscape.esm.mjs",
    codemirror: "assets/codemirror.mjs",
  },
  outdir: OUT,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "linked",
});
await writeFile(`${OUT}/fonts.css`, (await Promise.all(FONTS.map(font))).join("\n"));
