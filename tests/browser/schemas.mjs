// Checks exported documents against the schemas that are published beside the site.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import addFormats from "ajv-formats";
import Ajv2020 from "ajv/dist/2020.js";

const FOLDER = "public/schemas";

/** A function that gives the faults of a document, a line each, by the schema that the document names. */
export async function documentValidator() {
  const ajv = new Ajv2020({ allErrors: true, strict: true });
  addFormats(ajv);
  const byName = new Map();
  for (const file of (await readdir(FOLDER)).filter((name) => name.endsWith(".json"))) {
    const schema = JSON.parse(await readFile(join(FOLDER, file), "utf8"));
    ajv.addSchema(schema);
    byName.set(schema.properties?.schema?.const, schema.$id);
  }
  return (document) => {
    const id = byName.get(document.schema);
    if (id === undefined) return [`no schema for ${document.schema}`];
    const validate = ajv.getSchema(id);
    return validate(document) ? [] : validate.errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
