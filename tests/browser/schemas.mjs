// Checks exported documents against the schemas that are published beside the site.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import addFormats from "ajv-formats";
import Ajv2020 from "ajv/dist/2020.js";

const FOLDER = "public/schemas";

/** Formats of numbers that the schemas name beside those of the standard. */
const NUMBERS = {
  uint8: (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 8,
  uint16: (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 16,
  uint32: (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32,
  uint64: (value) => Number.isInteger(value) && value >= 0,
  double: Number.isFinite,
};

/** A function that gives the faults of a document, a line each, by the schema that it names: `forerun/<name>/1`. */
export async function documentValidator() {
  const ajv = new Ajv2020({ allErrors: true, strict: true });
  addFormats(ajv);
  for (const [name, validate] of Object.entries(NUMBERS)) ajv.addFormat(name, { type: "number", validate });
  const validators = new Map();
  for (const file of (await readdir(FOLDER)).filter((name) => name.endsWith(".json"))) {
    const schema = JSON.parse(await readFile(join(FOLDER, file), "utf8"));
    validators.set(`forerun/${file.replace(".json", "")}/1`, ajv.compile(schema));
  }
  return (document) => {
    const validate = validators.get(document.schema);
    if (!validate) return [`no schema for ${document.schema}`];
    return validate(document) ? [] : validate.errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
