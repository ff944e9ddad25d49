// Builds what the pages load into static/build: app.css and its mirrored twin, app.js, theme.js and editor.js.
// Every feature's islands/*.ts and assets/*.css are found by place and join app.js and app.css; an island that
// ends in .lazy.ts becomes a file of its own, loaded only where its element stands.
import { readdirSync, rmSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const web = dirname(fileURLToPath(import.meta.url));
const rooms = dirname(web);
const outdir = join(web, "static", "build");

function found(folder, ending) {
  const files = [];
  for (const room of readdirSync(rooms, { withFileTypes: true })) {
    if (!room.isDirectory() || room.name === "web") continue;
    try {
      for (const name of readdirSync(join(rooms, room.name, folder))) {
        if (name.endsWith(ending) && !name.endsWith(".lazy.ts")) files.push(join(rooms, room.name, folder, name));
      }
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
  }
  return files.sort();
}

// A stand-in module: the web room's own entry first, then one import for each file the features brought.
const features = {
  name: "features",
  setup(pass) {
    pass.onResolve({ filter: /^features:/ }, ({ path }) => ({ path, namespace: "features" }));
    pass.onLoad({ filter: /.*/, namespace: "features" }, ({ path }) => {
      const style = path.includes("css");
      const first = { "features:app.ts": "islands/app.ts", "features:app.css": "assets/app.css", "features:app.rtl.css": "assets/app.rtl.css" }[path];
      const files = [join(web, first), ...(style ? found("assets", ".css") : found("islands", ".ts"))];
      const lines = files.map((file) => {
        const name = JSON.stringify("./" + relative(rooms, file).replaceAll("\\", "/"));
        return style ? `@import ${name};` : `import ${name};`;
      });
      return { contents: lines.join("\n"), loader: style ? "css" : "ts", resolveDir: rooms };
    });
  },
};

const { metafile } = await build({
  entryPoints: [
    { in: "features:app.ts", out: "app" },
    { in: "features:app.css", out: "app" },
    { in: "features:app.rtl.css", out: "app.rtl" },
    { in: join(web, "islands", "theme.ts"), out: "theme" },
    { in: join(web, "islands", "editor.lazy.ts"), out: "editor" },
  ],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  outdir,
  assetNames: "fonts/[name]",
  loader: { ".woff2": "file" },
  legalComments: "linked",
  logLevel: "warning",
  metafile: true,
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: true, strict: true } },
  plugins: [features],
});

// What an earlier build left behind goes only now: a page that loads meanwhile finds its files.
const written = new Set(Object.keys(metafile.outputs).map((name) => resolve(name)));
for (const entry of readdirSync(outdir, { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name);
  if (entry.isFile() && !written.has(file)) rmSync(file);
}
